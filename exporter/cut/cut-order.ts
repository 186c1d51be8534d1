import type { Kept } from '../../core/index.ts';
import type { LogOdds } from './levels.ts';

/** One step along the nested cuts: what is removed next. */
export interface Removal {
  readonly level: number;
  readonly index: number;
}

const known = new WeakMap<LogOdds, readonly Removal[]>();

/**
 * Everything that can go, least probable first; the most probable of each level is not in it, so that every prefix
 * leaves a network. Ties fall in the order of levels and indices.
 */
export function cutOrder(logOdds: LogOdds): readonly Removal[] {
  const found = known.get(logOdds) ?? sorted(logOdds);
  known.set(logOdds, found);
  return found;
}

function sorted(logOdds: LogOdds): Removal[] {
  return logOdds
    .flatMap((values, level) => {
      if (!values) return [];
      const best = values.reduce((top, value, index) => (value > values[top]! ? index : top), 0);
      return Array.from(values, (value, index) => ({ level, index, value })).filter(({ index }) => index !== best);
    })
    .sort((a, b) => a.value - b.value)
    .map(({ level, index }) => ({ level, index }));
}

/** What is left of `all` after the first `count` removals. */
export function keptAfter(all: Kept, order: readonly Removal[], count: number): Kept {
  const stays = all.map((indices) => new Uint8Array(indices.length).fill(1));
  for (let at = 0; at < count; at++) {
    const { level, index } = order[at]!;
    stays[level]![index] = 0;
  }
  return all.map((indices, level) => indices.filter((index) => stays[level]![index] === 1));
}
