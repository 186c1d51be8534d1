import { type Kept, type NetworkSpec, probabilityOf, SecateurError } from '../../core/index.ts';
import { type HasWeight, withoutUnread } from '../compact/unread.ts';
import { allKept, type LogOdds, levelName } from './levels.ts';
import type { Finish } from './nested.ts';
import { formatRule, type Rule, selectBy } from './rules.ts';
import { checkWidths, readmit, type Widths } from './widths.ts';

/** What there is to choose from, and all that a choice depends on: pages that show a cut while it is dragged hold no more. */
export interface Groups {
  readonly network: NetworkSpec;
  readonly logOdds: LogOdds;
  readonly hasWeight: HasWeight;
}

export interface ChosenGroups {
  readonly kept: Kept;
  /** How many more the rule kept which nothing reads. */
  readonly unread: number;
}

/** @throws BUDGET_OUT_OF_REACH, LAYER_EMPTY, ARGUMENT_INVALID */
export function chooseGroups(groups: Groups, rule: Rule, widths: Widths | undefined): ChosenGroups {
  const { network, logOdds, hasWeight } = groups;
  const finish = finishOf(groups, widths);
  const floored = withFloor(groups, widths, selectBy(rule, groups, logOdds, finish));
  checkNoneEmpty(groups, floored, rule);
  const unread = sizeOf(floored) - sizeOf(withoutUnread(network, hasWeight, floored));
  return { kept: finish(floored), unread };
}

/** Units nobody reads go before widths are rounded, so that none is rounded for their sake. */
export function finishOf(groups: Groups, widths: Widths = {}): Finish {
  checkWidths(widths);
  const { network, logOdds, hasWeight } = groups;
  return (chosen) =>
    readmit(withoutUnread(network, hasWeight, withFloor(groups, widths, chosen)), allKept(groups), logOdds, widths);
}

function withFloor(groups: Groups, widths: Widths | undefined, chosen: Kept): Kept {
  const { floor } = widths ?? {};
  return floor === undefined ? chosen : readmit(chosen, allKept(groups), groups.logOdds, { floor });
}

function checkNoneEmpty(groups: Groups, kept: Kept, rule: Rule): void {
  const level = kept.findIndex((indices) => indices.length === 0);
  if (level < 0) return;
  const largest = probabilityOf(groups.logOdds[level]!.reduce((a, b) => Math.max(a, b)));
  const what = level === 0 ? 'no input' : `no unit of hidden layer ${level} (${levelName(groups, level)})`;
  throw new SecateurError(
    'LAYER_EMPTY',
    `The rule ${formatRule(rule)} would keep ${what}: the largest inclusion probability there is ${largest.toPrecision(3)}. Lower the threshold, use a budget (budget=PARAMETERS), or train with a weaker prior or less weight on the KL divergence.`,
  );
}

function sizeOf(kept: Kept): number {
  return kept.reduce((sum, members) => sum + members.length, 0);
}
