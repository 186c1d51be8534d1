import type { Kept } from '../../../core/index.ts';
import type { PruneBasis } from './basis.ts';

/** What a cut does to a level. */
export interface LevelChange {
  /** `inputs`, or `layers.0` and on. */
  readonly name: string;
  /** Counted from 1 among the levels that can be cut, 0 for the inputs. */
  readonly number: number;
  readonly stay: number;
  readonly size: number;
}

/** Of every level that can be cut. */
export function changesOf({ levels }: PruneBasis, kept: Kept): LevelChange[] {
  return levels.flatMap(({ name, size, scores }, level) =>
    scores ? [{ name, number: level, stay: kept[level]!.length, size }] : [],
  );
}
