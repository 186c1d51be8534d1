import type { RowOutput } from '../shrink/feeds/run-rows.ts';
import type { Reading } from '../shrink/reading/answers.ts';

/** A sum of probabilities in single precision. */
const rounding = 1e-3;
const leastProbability = 1e-30;

/**
 * `[rows, classes]` logits of somebody else's classifier, where one of its outputs says how sure it is: logits as they are,
 * the logarithms of probabilities.
 */
export function foreignLogits(reading: Reading, outputs: readonly RowOutput[], rows: number): Float32Array | undefined {
  if (reading.kind === 'number') return undefined;
  const classes = reading.classes.length;
  const scores = (width: number) =>
    outputs.find(
      ({ name, values }) =>
        values instanceof Float32Array &&
        values.length === rows * width &&
        (reading.kind === 'label' || name === reading.output),
    )?.values as Float32Array | undefined;
  if (reading.kind === 'score') {
    const values = scores(1);
    // The second class is meant from .5 on, or from 0.
    const logitOf = (value: number) => (reading.threshold === 0 ? value : logOf(value) - logOf(1 - value));
    return values && Float32Array.from({ length: 2 * rows }, (_, at) => (at % 2 === 0 ? 0 : logitOf(values[at >> 1]!)));
  }
  const values = scores(classes);
  return values && areProbabilities(values, classes) ? values.map(logOf) : values;
}

function areProbabilities(values: Float32Array, classes: number): boolean {
  for (let start = 0; start < values.length; start += classes) {
    const row = values.subarray(start, start + classes);
    const sum = row.reduce((total, value) => total + value, 0);
    if (!(Math.abs(sum - 1) < rounding) || row.some((value) => value < 0)) return false;
  }
  return true;
}

function logOf(probability: number): number {
  return Math.log(Math.max(probability, leastProbability));
}
