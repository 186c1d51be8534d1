import { randomStream } from '../../../core/index.ts';

/** By how much a figure is worse than another's on the same rows. */
export interface PairedDifference {
  /** What was measured: above 0 where the second is worse. */
  readonly difference: number;
  /** With `confidence`, on rows like these the true difference is at most this, and at least `atLeast`. */
  readonly atMost: number;
  readonly atLeast: number;
  /** Of each of the two bounds on its own. */
  readonly confidence: number;
  readonly rows: number;
}

const confidence = 0.95;

/**
 * By how much the share of right answers falls. The difference is P(only the first is right) - P(only the second is):
 * exact bounds of both (Clopper and Pearson 1934), each with half of the error, so that the bound of the difference holds
 * with at least the confidence whatever the shares are, for few rows as well.
 */
export function accuracyLoss(first: readonly boolean[], second: readonly boolean[]): PairedDifference {
  const rows = first.length;
  const lost = first.filter((right, row) => right && !second[row]).length;
  const won = first.filter((right, row) => !right && second[row]).length;
  const error = (1 - confidence) / 2;
  return {
    difference: (lost - won) / rows,
    atMost: upperBound(lost, rows, error) - lowerBound(won, rows, error),
    atLeast: lowerBound(lost, rows, error) - upperBound(won, rows, error),
    confidence,
    rows,
  };
}

/**
 * By which part of the first the root mean squared error rises, with the percentiles of 2,000 resamplings of the rows
 * (bootstrap): a good approximation from some fifty rows on.
 */
export function rmseRise(first: Float64Array, second: Float64Array, seed: number): PairedDifference {
  const rows = first.length;
  const random = randomStream(seed, 'paired bootstrap');
  const rise = (pick: (at: number) => number) => {
    let [one, other] = [0, 0];
    for (let at = 0; at < rows; at++) {
      const row = pick(at);
      one += first[row]! ** 2;
      other += second[row]! ** 2;
    }
    return Math.sqrt(other / one) - 1;
  };
  const drawn = Float64Array.from({ length: 2000 }, () => rise(() => Math.floor(random.uniform() * rows))).sort();
  return {
    difference: rise((at) => at),
    atMost: drawn[Math.ceil(confidence * drawn.length) - 1]!,
    atLeast: drawn[Math.floor((1 - confidence) * drawn.length)]!,
    confidence,
    rows,
  };
}

/** The largest share of which `count` or fewer in `rows` still have the probability `error`. */
export function upperBound(count: number, rows: number, error: number): number {
  if (count >= rows) return 1;
  return bisect((share) => binomialAtMost(count, rows, share) > error);
}

/** The smallest share of which `count` or more in `rows` still have the probability `error`. */
export function lowerBound(count: number, rows: number, error: number): number {
  if (count === 0) return 0;
  return bisect((share) => binomialAtMost(count - 1, rows, share) > 1 - error);
}

/** The share from 0 to 1 up to which something holds. */
function bisect(holds: (share: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/** P(X <= count) of a binomial, summed in logarithms from the largest term that matters. */
export function binomialAtMost(count: number, rows: number, share: number): number {
  if (share <= 0) return 1;
  if (share >= 1) return count >= rows ? 1 : 0;
  const odds = Math.log(share) - Math.log1p(-share);
  let term = rows * Math.log1p(-share);
  let [largest, sum] = [term, 1];
  for (let k = 1; k <= count; k++) {
    term += Math.log(rows - k + 1) - Math.log(k) + odds;
    if (term > largest) {
      sum = sum * Math.exp(largest - term) + 1;
      largest = term;
    } else sum += Math.exp(term - largest);
  }
  return Math.min(1, Math.exp(largest + Math.log(sum)));
}
