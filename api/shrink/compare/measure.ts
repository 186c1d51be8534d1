import type { Answers } from '../reading/answers.ts';
import { accuracyLoss, type PairedDifference, rmseRise } from './paired-difference.ts';

/** How two models answer the same rows, each run as its users run it. */
export interface Measured {
  readonly rows: number;
  /** `accuracy` as a share; `rmse` in the target's own unit. */
  readonly figure: 'accuracy' | 'rmse';
  readonly before: number;
  readonly after: number;
  /** Of accuracy the part of all rows that is lost, of `rmse` the rise as a part of what it was. */
  readonly loss: PairedDifference;
  /** The part of rows with the same class; of numbers, how much of their variance both share. */
  readonly agreement: number;
}

/**
 * @param targets `[rows]`: indices into the reading's classes, or numbers
 */
export function measured(before: Answers, after: Answers, targets: Float32Array, seed: number): Measured {
  const rows = targets.length;
  if (before.kind === 'classes' && after.kind === 'classes') {
    const [first, second] = [rightOf(before, targets), rightOf(after, targets)];
    const same = before.values.filter((label, row) => label === after.values[row]).length;
    return {
      rows,
      figure: 'accuracy',
      before: first.filter(Boolean).length / rows,
      after: second.filter(Boolean).length / rows,
      loss: accuracyLoss(first, second),
      agreement: same / rows,
    };
  }
  const [first, second] = [errorsOf(before, targets), errorsOf(after, targets)];
  return {
    rows,
    figure: 'rmse',
    before: rootMeanSquare(first),
    after: rootMeanSquare(second),
    loss: rmseRise(first, second, seed),
    agreement: sharedVariance(before.values, after.values),
  };
}

/** `Measured.loss.difference` alone: searches ask for it often, and its bounds take long. */
export function lossBetween(before: Answers, after: Answers, targets: Float32Array): number {
  if (before.kind === 'classes' && after.kind === 'classes') {
    const count = (answers: ClassAnswers) => rightOf(answers, targets).filter(Boolean).length;
    return (count(before) - count(after)) / targets.length;
  }
  return rootMeanSquare(errorsOf(after, targets)) / rootMeanSquare(errorsOf(before, targets)) - 1;
}

type ClassAnswers = Extract<Answers, { kind: 'classes' }>;

function rightOf({ values }: ClassAnswers, targets: Float32Array): boolean[] {
  return Array.from(values, (label, row) => label === targets[row]);
}

function errorsOf({ values }: Answers, targets: Float32Array): Float64Array {
  return Float64Array.from(values, (value, row) => value - targets[row]!);
}

function rootMeanSquare(errors: Float64Array): number {
  return Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
}

/** 1 - (mean squared difference) / variance of the first, at least 0. */
function sharedVariance(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const values = Array.from(one);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const apart = values.reduce((sum, value, row) => sum + (value - other[row]!) ** 2, 0);
  return variance === 0 ? Number(apart === 0) : Math.max(0, 1 - apart / variance);
}
