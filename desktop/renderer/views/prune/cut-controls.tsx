import { useState } from 'preact/hooks';
import { messageOf } from '../../../../core/essentials.ts';
import { criteria, formatRule, parseRule, ruleUsages } from '../../../../exporter/choices.ts';
import { Button } from '../../parts/button.tsx';
import { ChoiceField, TextField } from '../../parts/field.tsx';
import { api } from '../../state/api.ts';
import { attempt } from '../../state/feedback.ts';
import { strings } from '../../strings.ts';
import { parseSize } from './parse-size.ts';
import type { PruneSession } from './session.ts';

const words = strings.prune;
const usages = ruleUsages.join(', ');

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
        options={criteria.map(({ name }) => ({ value: name, text: name }))}
        onChange={(criterion) => void attempt(words.criterion, () => session.setCriterion(criterion))}
        hint={criteria.find(({ name }) => name === session.current.value.model.basis.criterion)?.summary ?? ''}
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
  const apply = () => {
    if (!draft) return;
    const error = outcomeOf(() => model.follow(parseRule(draft.text)));
    setDraft(error === undefined ? undefined : { ...draft, error });
  };
  return (
    <form class="with-button" onSubmit={(event) => submit(event, apply)}>
      <TextField
        label={words.rule}
        value={draft?.text ?? inForce}
        onInput={(text) => setDraft({ text, instead: inForce })}
        hint={words.ruleHint(usages)}
        error={draft?.error}
      />
      <Button onClick={apply} disabled={!draft}>
        {words.apply}
      </Button>
    </form>
  );
}

type BudgetUnit = keyof typeof words.budgetUnit;
const units: readonly BudgetUnit[] = ['bytes', 'parameters', 'macs'];

function BudgetControl({ session }: { readonly session: PruneSession }) {
  const { model, measured } = session.current.value;
  const [text, setText] = useState('');
  const [unit, setUnit] = useState<BudgetUnit>('bytes');
  const [state, setState] = useState<{ readonly error?: string; readonly isBusy?: boolean }>({});
  const apply = async () => {
    const most = parseSize(text);
    if (most === undefined) return setState({ error: words.budgetUnreadable });
    setState({ isBusy: true });
    const error = await within(most).catch(messageOf);
    setState(error === undefined ? {} : { error });
  };
  const within = async (most: number): Promise<string | undefined> => {
    if (unit !== 'bytes') return model.moveWithin({ quantity: unit, most });
    const { criterion } = model.basis;
    const { widths } = model.choice.value;
    const { rule } = await api().planBytes({
      document: session.document,
      criterion,
      widths,
      storage: measured.storage.value,
      most,
    });
    return model.follow(parseRule(rule));
  };
  return (
    <form class="with-button" onSubmit={(event) => submit(event, () => void apply())}>
      <TextField label={words.budget} value={text} onInput={setText} hint={words.budgetHint} error={state.error} />
      <ChoiceField
        label={words.budgetOf}
        value={unit}
        options={units.map((value) => ({ value, text: words.budgetUnit[value] }))}
        onChange={setUnit}
      />
      <Button onClick={() => void apply()} disabled={state.isBusy === true || text === ''}>
        {state.isBusy ? words.fitting : words.apply}
      </Button>
    </form>
  );
}

function WidthControls({ session }: { readonly session: PruneSession }) {
  const { model } = session.current.value;
  const { multiple, floor } = model.choice.value.widths;
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

function outcomeOf(apply: () => string | undefined): string | undefined {
  try {
    return apply();
  } catch (error) {
    return messageOf(error);
  }
}
