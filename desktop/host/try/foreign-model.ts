import { SecateurError } from '../../../core/index.ts';
import type { Model, ValueInfo } from '../../../runtime/index.ts';
import type { TryAnswer, TryColumn, TryInput, TryOffer } from '../../shared/index.ts';

/** A model that says nothing of itself: what it reads and puts out is told from shapes and types alone. */
export type ForeignModel = Extract<Model, { kind: 'other' }>;

const mostColumns = 1000;
/** Of rows of so many numbers that fill a square, people have pictures in mind. */
const leastSquare = 20;

/**
 * What its inputs may be: pictures for one input with two sides and up to four channels, otherwise a row of numbers and
 * texts.
 * @throws UNSUPPORTED for inputs that can be neither drawn nor typed
 */
export function foreignOffer({ inputs }: ForeignModel, name: string): TryOffer {
  const readings = inputs.length === 1 ? [...picturesOf(inputs[0]!), ...rowOf(inputs)] : rowOf(inputs);
  const [input, ...others] = readings;
  if (!input) throw cannotFeed(inputs, name);
  const isFloat = inputs[0]!.type?.startsWith('float') ?? false;
  return {
    input,
    task: { kind: 'classification', labels: [] },
    knowsUncertainty: false,
    assumed: { others, pixels: isFloat ? 'unit' : 'bytes' },
  };
}

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

function picturesOf({ type, dims }: ValueInfo): TryInput[] {
  if (type === undefined || type === 'string' || type === 'bool') return [];
  const sizes = dims.slice(1);
  if (!sizes.every((size): size is number => typeof size === 'number')) return [];
  const picture = (height: number, width: number, channels: number, layout: 'channels-first' | 'channels-last') =>
    [{ kind: 'image', height, width, channels, scale: 1, layout }] as const;
  const isDepth = (channels: number) => channels === 1 || channels === 3 || channels === 4;
  const [first = 0, second = 0, third = 0] = sizes;
  if (sizes.length === 3 && isDepth(first)) return [...picture(second, third, first, 'channels-first')];
  if (sizes.length === 3 && isDepth(third)) return [...picture(first, second, third, 'channels-last')];
  if (sizes.length === 2 && first > 1 && second > 1) return [...picture(first, second, 1, 'channels-last')];
  const side = Math.sqrt(first);
  const isSquare = sizes.length === 1 && Number.isInteger(side) && side >= leastSquare;
  return isSquare ? [...picture(side, side, 1, 'channels-last')] : [];
}

function rowOf(inputs: readonly ValueInfo[]): TryInput[] {
  const columns: TryColumn[] = [];
  for (const { name, type, dims } of inputs) {
    const sizes = dims.slice(1);
    if (type === undefined || dims.length === 0 || dims.length > 2) return [];
    if (!sizes.every((size): size is number => typeof size === 'number')) return [];
    const width = sizes[0] ?? 1;
    if (columns.length + width > mostColumns) return [];
    for (let at = 0; at < width; at++) {
      const own = width === 1 ? name : `${name} ${at + 1}`;
      columns.push(
        type === 'string'
          ? { kind: 'text', name: own }
          : { kind: 'numeric', name: own, mean: 0, scale: 1, imputed: type.startsWith('float') },
      );
    }
  }
  return columns.length > 0 ? [{ kind: 'table', columns }] : [];
}

function namedRow(inputs: readonly ValueInfo[], values: Float32Array, texts: readonly string[]) {
  let from = 0;
  return Object.fromEntries(
    inputs.map(({ name, type, dims }) => {
      const width = (dims.slice(1) as readonly number[]).reduce((product, size) => product * size, 1);
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

function cannotFeed(inputs: readonly ValueInfo[], name: string): SecateurError {
  const text = inputs
    .map((input) => `${input.name} (${input.type ?? 'no tensor'} ${input.dims.join(' x ')})`)
    .join(', ');
  return new SecateurError(
    'UNSUPPORTED',
    `${name}: takes ${text}, which can be neither drawn nor typed: Try feeds one picture of a fixed size, or up to ${mostColumns} numbers and texts. Inspect and Profile take this model.`,
  );
}
