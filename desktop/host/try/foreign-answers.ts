import { SecateurError, sizeOf } from '../../../core/index.ts';
import type { ValueInfo } from '../../../runtime/index.ts';
import type { TryAnswer } from '../../shared/index.ts';
import type { ForeignModel } from './foreign-offer.ts';

/** `texts` are what columns of text have indices of. */
export async function foreignAnswers(
  model: ForeignModel,
  rows: Float32Array,
  count: number,
  texts: readonly string[],
): Promise<{ readonly answers: TryAnswer[]; readonly softmax: boolean }> {
  const width = rows.length / count;
  const asked = Array.from({ length: count }, (_, row) =>
    namedRow(model.inputs, rows.subarray(row * width, (row + 1) * width), texts),
  );
  // A model of fixed size takes a row at a time.
  const isOpen = model.inputs.every(({ dims }) => typeof dims[0] !== 'number');
  const parts = isOpen ? [asked] : asked.map((row) => [row]);
  const answers: TryAnswer[] = [];
  let softmax = false;
  for (const part of parts) {
    const read = answersIn(await model.predict(part), part.length);
    softmax ||= read.softmax;
    answers.push(...read.answers);
  }
  return { answers, softmax };
}

function namedRow(inputs: readonly ValueInfo[], values: Float32Array, texts: readonly string[]) {
  let from = 0;
  return Object.fromEntries(
    inputs.map(({ name, type, dims }) => {
      const width = sizeOf(dims.slice(1) as readonly number[]);
      const own = Array.from(values.subarray(from, from + width), (value) =>
        type === 'string' ? (texts[value] ?? '') : value,
      );
      from += width;
      return [name, own.length === 1 ? own[0]! : own];
    }),
  );
}

type Outputs = Awaited<ReturnType<ForeignModel['predict']>>;

/** The first output of text or whole numbers names the class, the first of others says how sure that is. */
function answersIn(outputs: Outputs, count: number): { readonly answers: TryAnswer[]; readonly softmax: boolean } {
  const all = Object.values(outputs).filter(({ data }) => data.length >= count && data.length % count === 0);
  const scores = all.find(({ type }) => type.startsWith('float'));
  const labels = all.find(({ type, data }) => !type.startsWith('float') && data.length === count);
  if (!scores && !labels) {
    throw new SecateurError('UNSUPPORTED', 'This model answers in a way of its own, which Try cannot show.');
  }
  const width = scores ? scores.data.length / count : 0;
  let softmax = false;
  const answers = Array.from({ length: count }, (_, row): TryAnswer => {
    const label = labels && String(labels.data[row]);
    if (!scores) return { label: label! };
    const own = Float32Array.from({ length: width }, (__, at) => Number(scores.data[row * width + at]));
    if (width === 1) return label === undefined ? { value: own[0]! } : { label, value: own[0]! };
    const probabilities = areProbabilities(own) ? own : softmaxOf(own);
    softmax ||= probabilities !== own;
    const index = probabilities.indexOf(largestOf(probabilities));
    return { label: label ?? String(index), index, probabilities };
  });
  return { answers, softmax };
}

function areProbabilities(values: Float32Array): boolean {
  const sum = values.reduce((total, value) => total + value, 0);
  return Math.abs(sum - 1) < 1e-2 && values.every((value) => value >= 0);
}

/** Of any number of them: a picture may be answered by a picture. */
function largestOf(values: Float32Array): number {
  return values.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY);
}

function softmaxOf(values: Float32Array): Float32Array {
  const largest = largestOf(values);
  const powers = values.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((power) => power / sum);
}
