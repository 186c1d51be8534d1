import { codeOf, fittedGrid, sizeOf, type WeightGrid } from '../../core/index.ts';

/** Steps of units, and what the inputs of a matrix are multiplied by where its weights absorb their scales. */
export interface StoredGrid extends WeightGrid {
  /**
   * Of weights with more than one step a unit: how many of a unit's weights share one. `steps` then has those of the first
   * unit's blocks, of the second's, and so on; the last block of a unit may be shorter.
   */
  readonly block?: number;
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
  const stepAt = stepOf(shape, axis, grid.block);
  const columnAt = memberOf(shape, 1 - axis);
  const { bits, steps, columns } = grid;
  const codes = Int8Array.from(values, (value, at) =>
    codeOf(columns ? value / columns[columnAt(at)]! : value, steps[stepAt(at)]!, bits),
  );
  return { name, shape, axis, codes, ...grid };
}

/** The step of all units, where they share one. */
export function commonStep({ steps, shape, axis, block }: CodedTensor): number | undefined {
  const isShared = block === undefined && steps.length === shape[axis] && steps.every((step) => step === steps[0]);
  return isShared ? steps[0] : undefined;
}

/** The weights that codes stand for. */
export function decoded({ shape, axis, codes, steps, columns, block }: CodedTensor): Float32Array {
  const stepAt = stepOf(shape, axis, block);
  const columnAt = memberOf(shape, 1 - axis);
  return Float32Array.from(codes, (code, at) => {
    const value = code * steps[stepAt(at)]!;
    return columns ? value * columns[columnAt(at)]! : value;
  });
}

/**
 * A grid for weights as they are. Where the columns of a matrix differ much in size, as those of a first layer do that
 * reads a table's columns unscaled, each is first brought to the same size: one step for a whole row would leave nothing of
 * the small ones.
 * @param block how many weights of a unit share a step; by default all do, as where a unit has no more
 */
export function gridFor({ shape, axis, values }: Omit<Weight, 'name'>, bits: number, block?: number): StoredGrid {
  const units = shape[axis]!;
  const fanIn = values.length / units;
  const columns = shape.length === 2 ? unequalColumns(shape, axis, values) : undefined;
  const columnAt = memberOf(shape, 1 - axis);
  const unitAt = memberOf(shape, axis);
  const isDivided = block !== undefined && block < fanIn;
  const blocks = isDivided ? Math.ceil(fanIn / block) : 1;
  const width = isDivided ? blocks * block : fanIn;
  // Where the last block is short, zeros fill it: they fit any step.
  const rows = new Float32Array(units * width);
  const next = Array.from({ length: units }, (_, unit) => unit * width);
  values.forEach((value, at) => {
    rows[next[unitAt(at)]!++] = columns ? value / columns[columnAt(at)]! : value;
  });
  const grid = fittedGrid({ data: rows }, units * blocks, bits);
  return { ...grid, ...(columns && { columns }), ...(isDivided && { block }) };
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

/** The step of an element, by its place among those of all units. */
function stepOf(shape: readonly number[], axis: number, block: number | undefined): (at: number) => number {
  const unitAt = memberOf(shape, axis);
  if (block === undefined) return unitAt;
  const fanIn = sizeOf(shape) / shape[axis]!;
  const blocks = Math.ceil(fanIn / block);
  const placeAt = axis === 0 ? (at: number) => at % fanIn : memberOf(shape, 1 - axis);
  return (at) => unitAt(at) * blocks + Math.floor(placeAt(at) / block);
}
