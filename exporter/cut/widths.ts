import { type Kept, SecateurError } from '../../core/index.ts';
import type { LogOdds } from './levels.ts';

/** What every width that a cut leaves has to be. */
export interface Widths {
  /** Hidden layers get a multiple of this many units, or all they had. Default 1. */
  readonly multiple?: number;
  /** The inputs and each hidden layer keep at least this many members, or all they had. Default: what the rule says. */
  readonly floor?: number;
}

/** @throws ARGUMENT_INVALID */
export function checkWidths({ multiple = 1, floor = 1 }: Widths): void {
  const isFine = [multiple, floor].every((value) => Number.isSafeInteger(value) && value >= 1);
  if (isFine) return;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `Cannot hold widths to multiples of ${multiple} and at least ${floor}. Give whole numbers from 1.`,
  );
}

/**
 * Takes members back, the most probable of the removed ones first, until every width is as asked for. Inputs are not
 * rounded: a value more to feed is no kernel's gain.
 */
export function readmit(kept: Kept, all: Kept, logOdds: LogOdds, { multiple = 1, floor = 0 }: Widths): Kept {
  return kept.map((members, level) => {
    const values = logOdds[level];
    if (!values) return members;
    const step = level === 0 ? 1 : multiple;
    const width = Math.min(all[level]!.length, Math.ceil(Math.max(members.length, floor) / step) * step);
    if (width <= members.length) return members;
    const staying = new Set(members);
    const back = all[level]!.filter((member) => !staying.has(member)).sort((a, b) => values[b]! - values[a]!);
    return [...members, ...back.slice(0, width - members.length)].sort((a, b) => a - b);
  });
}
