import type { Activation, RegressionTask, Task } from '../../../core/index.ts';
import { type Dataset, meanAndScale } from '../../../datasets/index.ts';
import { labelsOf } from '../../scores/score-model.ts';
import type { Answers, Reading } from '../reading/answers.ts';

/** What the body's sums stand for: the task and the targets that training them takes. */
export interface Meaning {
  readonly task: Task;
  /** `[n]` for all rows of the data. */
  readonly targets: Float32Array;
}

/** The body's last sums and the whole model's answers to the same rows. */
export interface Observed {
  /** `[rows.length, width]`, before the body's last activation. */
  readonly sums: Float32Array;
  readonly width: number;
  readonly lastActivation: Activation;
  readonly answers: Answers;
  readonly rows: Uint32Array;
  /** What the sums may differ by from those that the model itself computes, see `readingTolerance`. */
  readonly tolerance: number;
}

/** Ties may part the two for a few rows. */
const leastExceptions = 0.002;

/**
 * Finds out by example what the body's sums mean to the model, whatever operators are between them and its answers: they
 * are logits when the largest of them is always the class answered, log-odds when their sign tells which of two it is, and
 * a value when the answer is a straight line of them.
 * @param targets `[n]` of all rows: indices into the reading's classes, or numbers
 * @returns undefined when they are none of these
 */
export function meaningOf(
  { sums, width, lastActivation, answers, rows, tolerance }: Observed,
  reading: Reading,
  { task, split }: Pick<Dataset, 'task' | 'split'>,
  targets: Float32Array,
): Meaning | undefined {
  if (task.kind === 'classification' && answers.kind === 'classes' && reading.kind !== 'number') {
    const agrees = (said: Uint32Array) =>
      said.filter((label, at) => label !== answers.values[at]).length <=
      Math.max(leastExceptions, tolerance / 3) * rows.length;
    const labels = reading.classes;
    if (width === labels.length && width > 1 && lastActivation === 'identity' && agrees(labelsOf(sums, width))) {
      return { task: { kind: 'classification', labels }, targets };
    }
    if (width === 1 && labels.length === 2 && agrees(Uint32Array.from(sums, (sum) => Number(sum >= 0)))) {
      return { task: { kind: 'classification', labels, likelihood: 'binary' }, targets };
    }
    return undefined;
  }
  if (task.kind !== 'regression' || answers.kind !== 'numbers' || width !== 1 || lastActivation !== 'identity') {
    return undefined;
  }
  const line = straightLine(sums, answers.values, Math.max(1e-3, tolerance));
  if (!line) return undefined;
  const own = targets.map((target) => (target - line.intercept) / line.slope);
  return { task: scaledTask(task.target, own, split.train), targets: own };
}

/** For outputs of which nothing is known but that there is one a row: the original's own are what is to be met. */
export function imitation(sums: Float32Array, train: Uint32Array): Meaning {
  return { task: scaledTask('output', sums, train), targets: sums };
}

function scaledTask(target: string, targets: Float32Array, train: Uint32Array): RegressionTask {
  const { mean, scale } = meanAndScale(Float32Array.from(train, (row) => targets[row]!));
  return { kind: 'regression', target, mean, scale: scale || 1 };
}

/** y = slope x + intercept by least squares; undefined where y is further from it than so many standard deviations. */
function straightLine(
  x: Float32Array,
  y: Float32Array,
  deviations: number,
): { slope: number; intercept: number } | undefined {
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  let [products, squares, variance] = [0, 0, 0];
  for (let at = 0; at < x.length; at++) {
    products += (x[at]! - meanX) * (y[at]! - meanY);
    squares += (x[at]! - meanX) ** 2;
    variance += (y[at]! - meanY) ** 2;
  }
  if (squares === 0 || variance === 0) return undefined;
  const slope = products / squares;
  const intercept = meanY - slope * meanX;
  const tolerance = deviations * Math.sqrt(variance / y.length) + 1e-5 * Math.abs(meanY);
  return x.every((value, at) => Math.abs(slope * value + intercept - y[at]!) <= tolerance)
    ? { slope, intercept }
    : undefined;
}
