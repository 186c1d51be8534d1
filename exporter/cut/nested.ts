import { type Kept, SecateurError } from '../../core/index.ts';
import { cutOrder, keptAfter } from './cut-order.ts';
import { allKept, type LogOdds, levelName, type Networked } from './levels.ts';
import { outOfReach, type SizeLimit, sizeIn } from './size-limits.ts';

/** What is done to every choice before it counts: members nobody reads go, widths are rounded. Keeps nesting. */
export type Finish = (chosen: Kept) => Kept;

/** The nested cuts: `chosen(0)` is everything, `chosen(steps)` the best of each level; neither is finished. */
export interface Nested {
  readonly chosen: (removals: number) => Kept;
  readonly steps: number;
}

export function nested(posterior: Networked, logOdds: LogOdds): Nested {
  const all = allKept(posterior);
  const order = cutOrder(logOdds);
  return { chosen: (removals) => keptAfter(all, order, removals), steps: order.length };
}

/** The largest choice that fits once it is finished. @throws BUDGET_OUT_OF_REACH */
export function largestWithin(limit: SizeLimit, posterior: Networked, logOdds: LogOdds, finish: Finish): Kept {
  const { chosen, steps } = nested(posterior, logOdds);
  const size = (removals: number) => sizeIn(limit, posterior, finish(chosen(removals)));
  if (size(steps) > limit.most) throw outOfReach(limit, size(steps), 'with one unit in each hidden layer');
  // Sizes only fall along the cuts: the first cut that fits is the largest network that does.
  let [tooFew, enough] = [-1, steps];
  while (enough - tooFew > 1) {
    const middle = (tooFew + enough) >> 1;
    if (size(middle) <= limit.most) enough = middle;
    else tooFew = middle;
  }
  return chosen(enough);
}

/** The `count` inputs and units with the largest log-odds, and in any case the best of each level. */
export function foremost(count: number, posterior: Networked, logOdds: LogOdds): Kept {
  const { chosen, steps } = nested(posterior, logOdds);
  const all = logOdds.reduce((sum, values) => sum + (values?.length ?? 0), 0);
  return chosen(Math.min(steps, Math.max(0, all - count)));
}

/**
 * Of each level that can be cut the so many with the largest log-odds, ties as in the nested cuts.
 * @throws ARGUMENT_INVALID for another number of levels, or more than one has
 */
export function foremostOfEach(counts: readonly number[], posterior: Networked, logOdds: LogOdds): Kept {
  const sizes = logOdds.flatMap((values, level) => (values ? [{ level, size: values.length }] : []));
  if (counts.length !== sizes.length || counts.some((count, at) => count > sizes[at]!.size)) {
    const most = sizes.map(({ level, size }) => `${levelName(posterior, level)} ${size}`).join(', ');
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `The rule layers=${counts.join('-')} does not fit this network. Give one number for each that can be cut, at most: ${most}.`,
    );
  }
  const countOf = new Map(sizes.map(({ level }, at) => [level, counts[at]!]));
  const order = cutOrder(logOdds);
  const removed = logOdds.flatMap((values, level) => {
    const ofLevel = order.filter((removal) => removal.level === level);
    return values ? ofLevel.slice(0, values.length - countOf.get(level)!) : [];
  });
  return keptAfter(allKept(posterior), removed, removed.length);
}
