import type { Task } from '../../core/index.ts';
import type { Guarantee } from '../../exporter/index.ts';
import { varianceOf } from './mean-and-variance.ts';

export type BoundedLoss = Guarantee['loss'];

export function boundedLossOf({ kind }: Task): BoundedLoss {
  return kind === 'classification' ? 'zero-one' : 'clipped-squared-error';
}

/**
 * What a guarantee is about, between 0 and 1 for each row: whether the label is wrong, or min(1, squared error / variance
 * of the training targets).
 * @param answers `[rows]`: indices of labels, or numbers in the unit of the targets
 */
export function boundedLosses(
  loss: BoundedLoss,
  answers: ArrayLike<number>,
  targets: Float32Array,
  trainingTargets: Float32Array,
): Float64Array {
  if (loss === 'zero-one') return Float64Array.from(targets, (target, row) => Number(answers[row] !== target));
  const variance = varianceOf(trainingTargets);
  return Float64Array.from(targets, (target, row) => Math.min(1, (target - answers[row]!) ** 2 / variance));
}
