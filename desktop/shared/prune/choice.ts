import type { Kept } from '../../../core/index.ts';
import { chooseGroups, finishOf, type Groups, type Rule, selectBy, type Widths } from '../../../exporter/choices.ts';

/** What somebody asked for: everything else follows from it. Plain data, so that undo is keeping the ones before. */
export interface CutChoice {
  readonly rule: Rule;
  readonly widths: Widths;
  /** By the name of the level. */
  readonly overrides: Readonly<Record<string, Override>>;
}

/** What a single level keeps whatever the rule says of it. */
export interface Override {
  /** So many more than the rule keeps, or fewer. */
  readonly shift?: number;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Exactly so many: the rest does not count then. */
  readonly locked?: number;
}

/** A choice carried out. */
export interface Cut {
  /** What leads the exporter to the same cut: the rule, or `layers` where levels are overridden. */
  readonly rule: Rule;
  /** What stays of each level. */
  readonly kept: Kept;
  /** How many inputs and units the rule chose that nothing reads. */
  readonly unread: number;
}

/** @throws BUDGET_OUT_OF_REACH, LAYER_EMPTY, ARGUMENT_INVALID as `planPruning` */
export function carryOut(groups: Groups, names: readonly string[], { rule, widths, overrides }: CutChoice): Cut {
  const isOverridden = names.some((name, level) => groups.logOdds[level] && name in overrides);
  if (!isOverridden) return { rule, ...chooseGroups(groups, rule, widths) };
  const chosen = selectBy(rule, groups, groups.logOdds, finishOf(groups, widths));
  const counts = groups.logOdds.flatMap((scores, level) =>
    scores ? [overridden(overrides[names[level]!], chosen[level]!.length, scores.length)] : [],
  );
  const layers: Rule = { name: 'layers', counts };
  return { rule: layers, ...chooseGroups(groups, layers, widths) };
}

/** A level keeps at least one member, and at most all. */
function overridden(override: Override | undefined, chosen: number, size: number): number {
  const { shift = 0, atLeast = 1, atMost = size, locked } = override ?? {};
  const wanted = locked ?? Math.min(atMost, Math.max(atLeast, chosen + shift));
  return Math.min(size, Math.max(1, Math.round(wanted)));
}
