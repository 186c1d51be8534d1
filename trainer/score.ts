import { SecateurError, type Task } from '../core/index.ts';
import { logFactorial } from './likelihoods/index.ts';

/** How good predictions are. */
export interface Score {
  /** The figure people ask for first; only of accuracy more is better. */
  readonly name: 'accuracy' | 'rmse' | 'deviance';
  /**
   * The part of examples labelled right; the root mean squared error in the target's own unit; or the mean deviance of
   * counts, 2 (y log(y / rate) - y + rate).
   */
  readonly value: number;
  /**
   * Mean over the examples of the log-likelihood of the target in its own unit, in nats; undefined where the predictions
   * say nothing of the noise.
   */
  readonly logLikelihood?: number;
}

/** A score as figures for a posterior's `metrics`: `validationRmse`, `testAccuracyOfDense`, `testLogLikelihoodOfDense`. */
export function metricsOf(part: string, { name, value, logLikelihood }: Score, suffix = ''): Record<string, number> {
  return {
    [`${part}${name[0]!.toUpperCase()}${name.slice(1)}${suffix}`]: value,
    ...(logLikelihood !== undefined && { [`${part}LogLikelihood${suffix}`]: logLikelihood }),
  };
}

/**
 * Of what a likelihood's `predictions` and exported models answer. Every example counts the same, whatever its weight in
 * training.
 * @param predictions `[n, labels]` logits; `[n, 1]` values or `[n, 2]` values and standard deviations; `[n, 1]` rates
 * @param targets `[n]` class indices, or targets in their own unit
 */
export function score(task: Task, predictions: Float32Array, targets: Float32Array): Score {
  if (targets.length === 0) throw new SecateurError('ARGUMENT_INVALID', 'There are no rows to score.');
  const densities = logDensities(task, predictions, targets);
  const logLikelihood = densities && mean(densities);
  return { ...firstFigure(task, predictions, targets), ...(logLikelihood !== undefined && { logLikelihood }) };
}

/** `[n]`: the log of the density or probability of each target in its own unit; undefined where no noise is known. */
export function logDensities(task: Task, predictions: Float32Array, targets: Float32Array): Float64Array | undefined {
  const width = predictions.length / targets.length;
  if (task.kind === 'classification') {
    return Float64Array.from(targets, (label, row) => {
      const logits = predictions.subarray(row * width, (row + 1) * width);
      const top = logits[largest(logits, 0, width)]!;
      const sum = logits.reduce((total, value) => total + Math.exp(value - top), 0);
      return logits[label]! - top - Math.log(sum);
    });
  }
  if (task.likelihood === 'poisson') {
    return Float64Array.from(targets, (count, row) => {
      const rate = predictions[row]!;
      return (count > 0 ? count * Math.log(rate) : 0) - rate - logFactorial(count);
    });
  }
  if (width === 1) return undefined;
  return Float64Array.from(targets, (target, row) => {
    const stdDev = predictions[row * width + 1]!;
    const z = (target - predictions[row * width]!) / stdDev;
    return -0.5 * z ** 2 - Math.log(stdDev) - 0.5 * Math.log(2 * Math.PI);
  });
}

function firstFigure(task: Task, predictions: Float32Array, targets: Float32Array): Score {
  const width = predictions.length / targets.length;
  const over = (figure: (target: number, row: number) => number) => mean(Float64Array.from(targets, figure));
  if (task.kind === 'classification') {
    const right = over((label, row) => Number(largest(predictions, row * width, width) === label));
    return { name: 'accuracy', value: right };
  }
  if (task.likelihood === 'poisson') {
    const deviance = over((count, row) => {
      const rate = predictions[row]!;
      return 2 * (rate - count + (count > 0 ? count * Math.log(count / rate) : 0));
    });
    return { name: 'deviance', value: deviance };
  }
  const squared = over((target, row) => (target - predictions[row * width]!) ** 2);
  return { name: 'rmse', value: Math.sqrt(squared) };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Index of the largest of `count` numbers from `start`, relative to it. */
function largest(values: Float32Array, start: number, count: number): number {
  let best = 0;
  for (let index = 1; index < count; index++) {
    if (values[start + index]! > values[start + best]!) best = index;
  }
  return best;
}
