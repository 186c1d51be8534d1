import { codeOf, fittedGrid, sizeOf, type WeightGrid } from '../../core/index.ts';

/** Steps of units, and what the inputs of a matrix are multiplied by where its weights absorb their scales. */
export interface StoredGrid extends WeightGrid {
  /** One for each member of the axis that is not the units'. */
  readonly columns?: Float32Array;
}

/** A weight as codes, in the layout that the graph reads it in: `code * steps[unit] * columns[input]`. */
export interface CodedTensor extends StoredGrid {
  readonly name: string;
  readonly shape: readonly number[];
  /** Of the output units. */
  readonly axis: number;
  /** In row-major order of `shape`. */
  readonly codes: Int8Array;
}

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly axis: number;
  readonly values: Float32Array;
}

/** The codes of a weight's nearest values on a grid. */
export function codedTensor({ name, shape, axis, values }: Weight, grid: StoredGrid): CodedTensor {
  const unitAt = memberOf(shape, axis);
  const columnAt = memberOf(shape, 1 - axis);
  const { bits, steps, columns } = grid;
  const codes = Int8Array.from(values, (value, at) =>
    codeOf(columns ? value / columns[columnAt(at)]! : value, steps[unitAt(at)]!, bits),
  );
  return { name, shape, axis, codes, ...grid };
}

/** The weights that codes stand for. */
export function decoded({ shape, axis, codes, steps, columns }: CodedTensor): Float32Array {
  const unitAt = memberOf(shape, axis);
  const columnAt = memberOf(shape, 1 - axis);
  return Float32Array.from(codes, (code, at) => {
    const value = code * steps[unitAt(at)]!;
    return columns ? value * columns[columnAt(at)]! : value;
  });
}

/**
 * A grid for weights as they are. Where the columns of a matrix differ much in size, as those of a first layer do that
 * reads a table's columns unscaled, each is first brought to the same size: one step for a whole row would leave nothing of
 * the small ones.
 */
export function gridFor({ shape, axis, values }: Omit<Weight, 'name'>, bits: number): StoredGrid {
  const units = shape[axis]!;
  const columns = shape.length === 2 ? unequalColumns(shape, axis, values) : undefined;
  const unitAt = memberOf(shape, axis);
  const columnAt = memberOf(shape, 1 - axis);
  const rows = new Float32Array(values.length);
  const next = Array.from({ length: units }, (_, unit) => (unit * values.length) / units);
  values.forEach((value, at) => {
    rows[next[unitAt(at)]!++] = columns ? value / columns[columnAt(at)]! : value;
  });
  return { ...fittedGrid({ data: rows }, units, bits), ...(columns && { columns }) };
}

/** How much the largest weights of columns may differ before they get factors of their own. */
const fairRatio = 16;

function unequalColumns(shape: readonly number[], axis: number, values: Float32Array): Float32Array | undefined {
  const columnAt = memberOf(shape, 1 - axis);
  const largest = new Float32Array(shape[1 - axis]!);
  values.forEach((value, at) => {
    const column = columnAt(at);
    largest[column] = Math.max(largest[column]!, Math.abs(value));
  });
  const used = largest.filter((size) => size > 0);
  const widest = used.reduce((most, size) => Math.max(most, size), 0);
  const smallest = used.reduce((least, size) => Math.min(least, size), Number.POSITIVE_INFINITY);
  if (used.length === 0 || widest <= fairRatio * smallest) return undefined;
  // Powers of two divide without rounding.
  return largest.map((size) => (size > 0 ? 2 ** Math.round(Math.log2(size)) : 1));
}

/** The member of an axis that an element belongs to. */
function memberOf(shape: readonly number[], axis: number): (at: number) => number {
  const span = sizeOf(shape.slice(axis + 1));
  const size = shape[axis] ?? 1;
  return (at) => Math.floor(at / span) % size;
}
