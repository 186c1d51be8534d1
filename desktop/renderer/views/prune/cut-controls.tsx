import { criteria } from '../../../../exporter/choices.ts';
import { ChoiceField } from '../../parts/field.tsx';
import { attempt } from '../../state/feedback.ts';
import { strings } from '../../strings.ts';
import { BudgetControl } from './budget-control.tsx';
import { RuleControl } from './rule-control.tsx';
import type { PruneSession } from './session.ts';
import { WidthControls } from './width-controls.tsx';

const words = strings.prune;
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
