import { SecateurError } from '../core/index.ts';
import type { SampleWeights } from './dataset.ts';

/**
 * Weights from anything but a CSV file.
 * @param nameOf what errors call a row
 * @param count examples, of which test examples of their own, which nothing weighs, may come last
 * @throws DATA_INVALID naming the first row whose weight is none
 */
export function sampleWeights(
  column: string,
  weights: ArrayLike<number>,
  nameOf: (row: number) => string,
  count = weights.length,
): SampleWeights {
  const values = new Float32Array(count).fill(1);
  for (let row = 0; row < weights.length; row++) {
    values[row] = checkedWeight(weights[row]!, () => nameOf(row));
  }
  return { column, values };
}

/** @throws DATA_INVALID for what is no weight that a float32 can hold */
export function checkedWeight(weight: number, where: () => string): number {
  if (weight >= 0 && Math.fround(weight) < Infinity) return weight;
  // Seven digits: a float32 has no more, and would show others that nobody wrote.
  const what = Number.isNaN(weight) ? 'no weight' : `the weight ${Number(weight.toPrecision(7))}`;
  throw new SecateurError('DATA_INVALID', `${where()}: ${what}. Give every row a weight from 0, or leave the row out.`);
}

/**
 * The rows that are learned from: without those of weight 0, which must not decide what a target of ordinary size is either.
 * All of them where none has another weight; that training then refuses.
 */
export function rowsThatTeach(rows: Uint32Array, weights: SampleWeights | undefined): Uint32Array {
  const teaching = weights ? rows.filter((row) => weights.values[row] !== 0) : rows;
  return teaching.length > 0 ? teaching : rows;
}
