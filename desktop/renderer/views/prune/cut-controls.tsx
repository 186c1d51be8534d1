import { useState } from 'preact/hooks';
import { messageOf, type Task } from '../../../../core/essentials.ts';
import {
  type Budget,
  budgetUsages,
  certifiedUsage,
  criteria,
  formatBudget,
  formatRule,
  isCertified,
  isScore,
  parseBudget,
  parseCertified,
  parseRule,
  ruleUsages,
} from '../../../../exporter/choices.ts';
import { Button } from '../../parts/button.tsx';
import { ChoiceField, TextField } from '../../parts/field.tsx';
import { api } from '../../state/api.ts';
import { attempt } from '../../state/feedback.ts';
import { strings } from '../../strings.ts';
import { isMixed } from './measured.ts';
import { namedDataOf } from './named-data.ts';
import { parseSize } from './parse-size.ts';
import type { PruneSession } from './session.ts';

const words = strings.prune;
const usages = [...ruleUsages, certifiedUsage].join(', ');
const taylor = { name: 'taylor', summary: words.taylorSummary };
const allCriteria = [...criteria, taylor];

/** What moves the slider other than a hand: a rule, a budget, another criterion, widths. */
export function CutControls({ session }: { readonly session: PruneSession }) {
  return (
    <div class="cut-controls">
      <RuleControl session={session} />
      <BudgetControl session={session} />
      <WidthControls session={session} />
      <ChoiceField
        label={words.criterion}
        value={session.current.value.model.basis.criterion}
        options={allCriteria.map(({ name }) => ({ value: name, text: name }))}
        onChange={(criterion) => void attempt(words.criterion, () => session.setCriterion(criterion))}
        hint={allCriteria.find(({ name }) => name === session.current.value.model.basis.criterion)?.summary ?? ''}
      />
    </div>
  );
}

function RuleControl({ session }: { readonly session: PruneSession }) {
  const { model } = session.current.value;
  const inForce = formatRule(model.choice.value.rule);
  const [written, setDraft] = useState<{
    readonly text: string;
    readonly instead: string;
    readonly error?: string | undefined;
  }>();
  // What was typed instead of one cut is not about another.
  const draft = written?.instead === inForce ? written : undefined;
  const testing = useWork();
  const apply = async () => {
    if (!draft) return;
    const error = await testing.run((signal) => follow(session, draft.text, signal));
    setDraft(error === undefined ? undefined : { ...draft, error });
  };
  return (
    <form class="with-button" onSubmit={(event) => submit(event, () => void apply())}>
      <TextField
        label={words.rule}
        value={draft?.text ?? inForce}
        onInput={(text) => setDraft({ text, instead: inForce })}
        hint={words.ruleHint(usages)}
        error={draft?.error}
      />
      {testing.stop ? (
        <Button onClick={testing.stop}>{words.cancel}</Button>
      ) : (
        <Button onClick={() => void apply()} disabled={!draft}>
          {words.apply}
        </Button>
      )}
      {testing.stop && (
        <p class="waiting" role="status">
          {words.testing}
        </p>
      )}
    </form>
  );
}

/** @returns why the rule cannot be followed */
async function follow(session: PruneSession, text: string, signal: AbortSignal): Promise<string | undefined> {
  const { model, measured } = session.current.value;
  if (!isCertified(text)) return model.follow(parseRule(text, [certifiedUsage]));
  parseCertified(text);
  const data = namedDataOf(session.data.value);
  if (!data) return words.certifiedNeedsData;
  const widths = model.widths.value;
  const asked = text.replaceAll(' ', '');
  const found = await api().planCertified({ ...measured.order, widths, certified: asked, data }, { signal });
  const error = model.follow(parseRule(found.rule));
  if (error === undefined) session.certified.value = { asked, ...found };
  return error;
}

type BudgetUnit = keyof typeof words.budgetUnit;

function BudgetControl({ session }: { readonly session: PruneSession }) {
  const { basis } = session.current.value.model;
  const [text, setText] = useState('');
  const [unit, setUnit] = useState<BudgetUnit>('bytes');
  const [error, setError] = useState<string>();
  const search = useWork();
  const units: readonly BudgetUnit[] = ['bytes', 'parameters', 'macs', 'p99', scoreUnit(basis.task)];
  const apply = async () => setError(await search.run((signal) => moveWithin(session, text, unit, signal)));
  return (
    <form class="with-button" onSubmit={(event) => submit(event, () => void apply())}>
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
      {search.stop ? (
        <Button onClick={search.stop}>{words.cancel}</Button>
      ) : (
        <Button onClick={() => void apply()} disabled={text === ''}>
          {words.apply}
        </Button>
      )}
      {search.stop && (
        <p class="waiting" role="status">
          {words.fitting}
        </p>
      )}
    </form>
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

function WidthControls({ session }: { readonly session: PruneSession }) {
  const { model } = session.current.value;
  const { multiple, floor } = model.widths.value;
  const set = (change: { readonly multiple?: number | undefined; readonly floor?: number | undefined }) => {
    const next = Object.entries({ multiple, floor, ...change }).filter(([, value]) => value !== undefined && value > 1);
    model.setWidths(Object.fromEntries(next));
  };
  return (
    <div class="width-fields">
      <WidthField label={words.round} value={multiple} onChange={(value) => set({ multiple: value })} />
      <WidthField label={words.floor} value={floor} onChange={(value) => set({ floor: value })} />
    </div>
  );
}

interface WidthFieldProps {
  readonly label: string;
  readonly value: number | undefined;
  readonly onChange: (value: number | undefined) => void;
}

function WidthField({ label, value, onChange }: WidthFieldProps) {
  const [draft, setDraft] = useState('');
  const inForce = value ?? 1;
  const typed = widthOf(draft);
  // As it was typed, while it says what is in force: the 1 of a 16 that is on its way says the same as nothing.
  const isShown = typed === undefined || typed === inForce;
  return (
    <TextField
      label={label}
      value={isShown ? draft : String(value ?? '')}
      error={typed === undefined ? words.wholeNumber : undefined}
      onInput={(text) => {
        setDraft(text);
        const width = widthOf(text);
        if (width !== undefined && width !== inForce) onChange(width);
      }}
    />
  );
}

/** Undefined where it is no width; 1, which changes nothing, for an empty field. */
function widthOf(text: string): number | undefined {
  const width = text.trim() === '' ? 1 : Number(text);
  return Number.isSafeInteger(width) && width >= 1 && width <= 1e6 ? width : undefined;
}

function submit(event: Event, apply: () => void): void {
  event.preventDefault();
  apply();
}

/** Work that takes a while, can be called off, and says why it failed. */
function useWork() {
  const [abort, setAbort] = useState<AbortController>();
  return {
    /** Calls it off; undefined while nothing is under way. */
    stop: abort && (() => abort.abort()),
    run: async (work: (signal: AbortSignal) => Promise<string | undefined>): Promise<string | undefined> => {
      const next = new AbortController();
      setAbort(next);
      try {
        return await work(next.signal);
      } catch (error) {
        return next.signal.aborted ? undefined : messageOf(error);
      } finally {
        setAbort(undefined);
      }
    },
  };
}
