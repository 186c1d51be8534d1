import { SecateurError, type Task } from '../core/index.ts';
import { logFactorial } from './likelihoods/index.ts';
import { logDensities } from './score.ts';

/** How far what a model says of its own certainty can be relied on. All but `coverage` are better when smaller. */
export type Calibration = ClassificationCalibration | RegressionCalibration;

export interface ClassificationCalibration {
  readonly kind: 'classification';
  /**
   * Mean distance between confidence and share of right answers over 15 bins of equal width, each by its rows (Guo et al.,
   * arXiv 1706.04599, eq. 3).
   */
  readonly expectedCalibrationError: number;
  /** In nats, mean over the rows. */
  readonly negativeLogLikelihood: number;
  /** Mean over the rows of the squared distance between the probabilities and the label's unit vector: 0 to 2. */
  readonly brier: number;
}

export interface RegressionCalibration {
  readonly kind: 'regression';
  /** In nats, mean over the rows, of the target in its own unit. */
  readonly negativeLogLikelihood: number;
  /** The share of targets within the central interval that is to hold `level` of them. */
  readonly coverage: readonly { readonly level: number; readonly share: number }[];
}

const binCount = 15;
/** With the standard normal quantiles at (1 + level) / 2. */
const levels = [
  { level: 0.5, stdDevs: 0.6744897501960817 },
  { level: 0.9, stdDevs: 1.6448536269514722 },
  { level: 0.95, stdDevs: 1.959963984540054 },
] as const;

/**
 * @param predictions `[n, labels]` logits; `[n, 2]` values and standard deviations; of counts `[n, 1]` rates
 * @param targets `[n]` class indices, or targets in their own unit
 * @returns undefined for a regression that knows no noise
 * @throws ARGUMENT_INVALID when there are no rows
 */
export function calibration(task: Task, predictions: Float32Array, targets: Float32Array): Calibration | undefined {
  if (targets.length === 0) throw new SecateurError('ARGUMENT_INVALID', 'There are no rows to look at.');
  const densities = logDensities(task, predictions, targets);
  if (!densities) return undefined;
  const negativeLogLikelihood = -densities.reduce((sum, value) => sum + value, 0) / targets.length;
  if (task.kind === 'classification') {
    return { kind: 'classification', negativeLogLikelihood, ...ofProbabilities(predictions, targets) };
  }
  const isInside =
    task.likelihood === 'poisson' ? isCountInside(predictions, targets) : isValueInside(predictions, targets);
  const coverage = levels.map(({ level, stdDevs }) => {
    const inside = targets.reduce((sum, _, row) => sum + Number(isInside(row, level, stdDevs)), 0);
    return { level, share: inside / targets.length };
  });
  return { kind: 'regression', negativeLogLikelihood, coverage };
}

function ofProbabilities(logits: Float32Array, targets: Float32Array) {
  const width = logits.length / targets.length;
  const bins = Array.from({ length: binCount }, () => ({ confidence: 0, right: 0 }));
  let brier = 0;
  targets.forEach((label, row) => {
    const own = softmax(logits.subarray(row * width, (row + 1) * width));
    const answer = own.indexOf(Math.max(...own));
    const confidence = own[answer]!;
    // Bins are open below: a confidence of 1 is in the last, one of 1/15 in the first.
    const bin = bins[Math.max(0, Math.ceil(confidence * binCount) - 1)]!;
    bin.confidence += confidence;
    bin.right += Number(answer === label);
    own.forEach((probability, index) => {
      brier += (probability - Number(index === label)) ** 2;
    });
  });
  const gaps = bins.reduce((sum, { confidence, right }) => sum + Math.abs(confidence - right), 0);
  return { expectedCalibrationError: gaps / targets.length, brier: brier / targets.length };
}

function softmax(logits: Float32Array): Float64Array {
  const top = logits.reduce((a, b) => Math.max(a, b));
  const exponentials = Float64Array.from(logits, (logit) => Math.exp(logit - top));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => value / sum);
}

type IsInside = (row: number, level: number, stdDevs: number) => boolean;

function isValueInside(predictions: Float32Array, targets: Float32Array): IsInside {
  return (row, _, stdDevs) => Math.abs(targets[row]! - predictions[2 * row]!) <= stdDevs * predictions[2 * row + 1]!;
}

/**
 * Between the two Poisson quantiles. Counts are whole, so that such an interval holds at least its level, and of small
 * rates much more.
 */
function isCountInside(rates: Float32Array, counts: Float32Array): IsInside {
  const tails = Array.from(counts, (count, row) => poissonTails(rates[row]!, count));
  return (row, level) => {
    const tail = (1 - level) / 2;
    const [below, upTo] = tails[row]!;
    return upTo >= tail && below < 1 - tail;
  };
}

/** P(X < count) and P(X <= count). */
function poissonTails(rate: number, count: number): [number, number] {
  // Further than 40 standard deviations away nothing is left to add.
  const first = Math.max(0, Math.floor(rate - 40 * Math.sqrt(rate) - 40));
  let logMass = (first > 0 ? first * Math.log(rate) : 0) - rate - logFactorial(first);
  let below = 0;
  for (let k = first; k < count; k++) {
    const mass = Math.exp(logMass);
    below += mass;
    if (k > rate && mass < 1e-17) break;
    logMass += Math.log(rate / (k + 1));
  }
  return [below, below + Math.exp(logMass)];
}

/** As figures for a card: `testCalibrationError`, `testBrier`, `testCoverage95`. */
export function calibrationMetrics(part: string, found: Calibration): Record<string, number> {
  if (found.kind === 'classification') {
    return { [`${part}CalibrationError`]: found.expectedCalibrationError, [`${part}Brier`]: found.brier };
  }
  return Object.fromEntries(
    found.coverage.map(({ level, share }) => [`${part}Coverage${Math.round(100 * level)}`, share]),
  );
}
