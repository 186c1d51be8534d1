import { fromFloat16, SecateurError, sizeOf } from '../../../core/index.ts';
import type { Model } from '../../../runtime/index.ts';
import type { RowFeeds } from './feeds.ts';

type Tensor = Awaited<ReturnType<Model['run']>>[string];

/** An output for many rows. */
export interface RowOutput {
  readonly name: string;
  readonly type: Tensor['type'];
  /** Dimensions of one row; empty where there is one value for each. */
  readonly dims: readonly number[];
  /** `[rows, ...dims]`; whole numbers, which may be labels, exactly as far as JavaScript goes. */
  readonly values: Float32Array | Float64Array | readonly string[];
}

/** Rows a call: memory stays that of one batch. */
const batchRows = 256;

/**
 * A model's outputs for many rows, in order. A model that takes a fixed number of rows is given that many at a time. Numbers
 * of a row that come one below the other, `[rows x numbers, 1]`, are put side by side.
 * @param outputs names of those that are tensors
 * @throws UNSUPPORTED when an output has not one answer a row; as the session
 */
export async function runRows(
  model: Model,
  feeds: RowFeeds,
  rows: Uint32Array,
  outputs: readonly string[],
): Promise<RowOutput[]> {
  const fixed = fixedRows(model);
  const size = fixed ?? batchRows;
  const parts: ReturnType<typeof byRow>[][] = [];
  for (let start = 0; start < rows.length; start += size) {
    const some = rows.subarray(start, start + size);
    const fed = fixed === undefined ? some : filledUp(some, fixed);
    const results = await model.run(feeds(fed), outputs);
    parts.push(outputs.map((name) => byRow(model.name, name, results[name]!, fed.length)));
  }
  return outputs.map((name, index) =>
    joined(
      name,
      parts.map((part) => part[index]!),
      rows.length,
    ),
  );
}

/** How many rows a model takes a call, where its file says so. */
export function fixedRows({ inputs }: Pick<Model, 'inputs'>): number | undefined {
  const fixed = inputs[0]?.dims[0];
  return typeof fixed === 'number' && fixed > 0 ? fixed : undefined;
}

/** The names of the outputs that are tensors of numbers or text. */
export function tensorOutputs(model: Model): string[] {
  return model.outputs.filter(({ type }) => type !== undefined).map(({ name }) => name);
}

/** So many rows, the last one again where there are fewer. */
export function filledUp(rows: Uint32Array, size: number): Uint32Array {
  return Uint32Array.from({ length: size }, (_, at) => rows[Math.min(at, rows.length - 1)]!);
}

/** An output with a first dimension that counts rows. */
function byRow(model: string, name: string, tensor: Tensor, rows: number): Pick<Tensor, 'type' | 'dims' | 'data'> {
  const { type, dims, data } = tensor;
  const [count = 1, ...rest] = dims;
  if (count === rows) return tensor;
  const values = count / rows;
  // scikit-learn's exporter writes the numbers that a regression answers to a row one below the other.
  if (rest.join() === '1' && isFractional(type) && Number.isInteger(values))
    return { type, dims: [rows, values], data };
  throw new SecateurError(
    'UNSUPPORTED',
    `${model}: its output '${name}' is [${dims.join(', ')}] for ${rows} rows, and has not one answer a row. Export the model with a first dimension that counts rows.`,
  );
}

/** Half-precision numbers come as their bits, where the platform has no array of them. */
export function numberIn(type: Tensor['type']): (value: number | bigint) => number {
  return type === 'float16' && !('Float16Array' in globalThis) ? (bits) => fromFloat16(Number(bits)) : Number;
}

export function isFractional(type: Tensor['type']): boolean {
  return type === 'float32' || type === 'float64' || type === 'float16';
}

function joined(name: string, parts: readonly ReturnType<typeof byRow>[], rows: number): RowOutput {
  const dims = parts[0]?.dims.slice(1) ?? [];
  const width = sizeOf(dims);
  const type = parts[0]?.type ?? 'float32';
  if (type === 'string') {
    return { name, type, dims, values: parts.flatMap(({ data }) => data as string[]).slice(0, rows * width) };
  }
  const values = new (isFractional(type) ? Float32Array : Float64Array)(rows * width);
  const read = numberIn(type);
  let at = 0;
  for (const { data } of parts) {
    for (const value of data as Iterable<number | bigint>) {
      if (at === values.length) break;
      values[at++] = read(value);
    }
  }
  return { name, type, dims, values };
}
