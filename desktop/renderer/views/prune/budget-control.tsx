import { useState } from 'preact/hooks';
import type { Task } from '../../../../core/essentials.ts';
import {
  type Budget,
  budgetUsages,
  formatBudget,
  isScore,
  parseBudget,
  parseRule,
} from '../../../../exporter/choices.ts';
import { ChoiceField, TextField } from '../../parts/field.tsx';
import { api } from '../../state/api.ts';
import { strings } from '../../strings.ts';
import { isMixed } from './measured.ts';
import { namedDataOf } from './named-data.ts';
import { parseSize } from './parse-size.ts';
import type { PruneSession } from './session.ts';
import { useWork, WorkForm } from './work-form.tsx';

const words = strings.prune;

type BudgetUnit = keyof typeof words.budgetUnit;

/** Moves the slider to the largest cut within what is written. */
export function BudgetControl({ session }: { readonly session: PruneSession }) {
  const { basis } = session.current.value.model;
  const [text, setText] = useState('');
  const [unit, setUnit] = useState<BudgetUnit>('bytes');
  const [error, setError] = useState<string>();
  const search = useWork();
  const units: readonly BudgetUnit[] = ['bytes', 'parameters', 'macs', 'p99', scoreUnit(basis.task)];
  const apply = async () => setError(await search.run((signal) => moveWithin(session, text, unit, signal)));
  return (
    <WorkForm work={search} waiting={words.fitting} isOff={text === ''} onApply={() => void apply()}>
      <TextField
        label={words.budget}
        value={text}
        onInput={setText}
        hint={words.budgetHint(`${budgetUsages[1]},${budgetUsages[4]}`)}
        error={error}
      />
      <ChoiceField
        label={words.budgetOf}
        value={unit}
        options={units.map((value) => ({ value, text: words.budgetUnit[value] }))}
        onChange={setUnit}
      />
    </WorkForm>
  );
}

function scoreUnit(task: Task): 'accuracy' | 'rmse' | 'deviance' {
  if (task.kind === 'classification') return 'accuracy';
  return task.likelihood === 'poisson' ? 'deviance' : 'rmse';
}

/** @returns why there is no such cut */
async function moveWithin(
  session: PruneSession,
  text: string,
  unit: BudgetUnit,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { model, measured } = session.current.value;
  const most = parseSize(text);
  if (most !== undefined && (unit === 'parameters' || unit === 'macs'))
    return model.moveWithin({ quantity: unit, most });
  const budget = budgetOf(text, unit);
  if (budget === undefined) return words.budgetUnreadable;
  const { limits } = budget;
  const storage = measured.storage.value;
  if (isMixed(storage.weights) && limits.some(({ quantity }) => quantity === 'bytes')) return words.mixedBudget;
  const data = namedDataOf(session.data.value);
  const hasScore = limits.some(({ quantity }) => isScore(quantity));
  if (hasScore && !data && measured.curves.value.length === 0) return words.budgetNeedsData;
  const { rule } = await api().planWithin(
    {
      ...measured.order,
      widths: model.widths.value,
      storage,
      budget: formatBudget(budget),
      ...(data && { data }),
    },
    { signal },
  );
  return model.follow(parseRule(rule));
}

/** A number of the unit that is chosen, or limits as they are written for a command. */
function budgetOf(text: string, unit: BudgetUnit): Budget | undefined {
  if (/[<>]/.test(text)) return parseBudget(text);
  if (unit === 'bytes') {
    const most = parseSize(text);
    return most === undefined ? undefined : { limits: [{ quantity: unit, most }] };
  }
  const number = Number(text.replace('%', ''));
  if (text.trim() === '' || !(number >= 0) || !Number.isFinite(number)) return undefined;
  return { limits: [{ quantity: unit, most: unit === 'p99' ? number : number / 100 }] };
}
