import type { Classification, Regression } from './contract.ts';

/** One answer for each row of `probabilities`, `[rows, labels]`; the first of equal maxima wins. */
export function classificationsOf(probabilities: Float32Array, labels: readonly string[]): Classification[] {
  const width = labels.length;
  const answers: Classification[] = [];
  for (let start = 0; start < probabilities.length; start += width) {
    const own = probabilities.length === width ? probabilities : probabilities.slice(start, start + width);
    let index = 0;
    for (let other = 1; other < width; other++) if (own[other]! > own[index]!) index = other;
    answers.push({ label: labels[index]!, index, probabilities: own });
  }
  return answers;
}

/** @param stdDevs one for each prediction, or the same for all; undefined where the model does not know. */
export function regressionsOf(predictions: Float32Array, stdDevs: Float32Array | number | undefined): Regression[] {
  if (stdDevs === undefined) return Array.from(predictions, (value) => ({ value }));
  if (typeof stdDevs === 'number') return Array.from(predictions, (value) => ({ value, stdDev: stdDevs }));
  return Array.from(predictions, (value, row) => ({ value, stdDev: stdDevs[row]! }));
}
