import type { Score } from './score.ts';

/** Means over an epoch of the step records, and the score on the validation examples after it. */
export interface EpochRecord {
  readonly epoch: number;
  readonly figures: Readonly<Record<string, number>>;
  readonly validation: Score;
}
