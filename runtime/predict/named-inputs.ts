import type { Tensor } from 'onnxruntime-common';
import { SecateurError, sizeOf } from '../../core/essentials.ts';
import type { FeatureRow, FeatureValue, Feed, ValueInfo } from '../model/contract.ts';
import { cannotFeed, inputText } from '../model/model-interface.ts';
import { checkNames, described } from './feature-rows.ts';

/**
 * One tensor for each input of somebody else's model, from rows that name the inputs.
 * @throws DATA_INVALID naming row and input; SHAPE_MISMATCH for another number of values; UNSUPPORTED for inputs that do
 * not count rows, or of a type that JavaScript has no values for
 */
export function feedsOf(rows: readonly FeatureRow[], inputs: readonly ValueInfo[], name: string): Record<string, Feed> {
  const known = new Set(inputs.map((input) => input.name));
  const widths = inputs.map((input) => rowWidthOf(input, name));
  const values = inputs.map(() => [] as unknown[]);
  for (const [index, row] of rows.entries()) {
    checkNames(row, known, `${name}: row ${index + 1}`);
    for (const [at, input] of inputs.entries()) {
      const where = `${name}: row ${index + 1}, input '${input.name}'`;
      const own = listOf(row[input.name]);
      if (own.length !== widths[at]) {
        throw new SecateurError('SHAPE_MISMATCH', `${where} takes ${widths[at]} values but got ${own.length}.`);
      }
      for (const value of Array.from(own)) values[at]!.push(asElement(value, input.type!, where));
    }
  }
  return Object.fromEntries(
    inputs.map((input, at) => {
      const dims = [rows.length, ...(input.dims.slice(1) as number[])];
      return [input.name, { type: input.type!, data: dataOf(input.type!, values[at]!), dims }];
    }),
  );
}

function rowWidthOf(input: ValueInfo, name: string): number {
  const { type, dims } = input;
  if (
    type === undefined ||
    !(type in arrays) ||
    dims.length === 0 ||
    dims.slice(1).some((size) => typeof size !== 'number')
  ) {
    throw cannotFeed(name, inputText(input));
  }
  return sizeOf(dims.slice(1) as number[]);
}

function listOf(value: FeatureValue | undefined): ArrayLike<unknown> {
  if (Array.isArray(value)) return value;
  if (ArrayBuffer.isView(value)) return value as unknown as ArrayLike<unknown>;
  return [value];
}

/** How the values of each type are kept; the smallest and the largest number of the whole ones. */
const arrays: Readonly<
  Partial<
    Record<
      Tensor.Type,
      {
        readonly from: (values: readonly never[]) => Tensor.DataType;
        readonly range?: readonly [number | bigint, number | bigint];
      }
    >
  >
> = {
  float32: { from: (values) => Float32Array.from(values) },
  float64: { from: (values) => Float64Array.from(values) },
  int8: { from: (values) => Int8Array.from(values), range: [-128, 127] },
  uint8: { from: (values) => Uint8Array.from(values), range: [0, 255] },
  int16: { from: (values) => Int16Array.from(values), range: [-(2 ** 15), 2 ** 15 - 1] },
  uint16: { from: (values) => Uint16Array.from(values), range: [0, 2 ** 16 - 1] },
  int32: { from: (values) => Int32Array.from(values), range: [-(2 ** 31), 2 ** 31 - 1] },
  uint32: { from: (values) => Uint32Array.from(values), range: [0, 2 ** 32 - 1] },
  int64: { from: (values) => BigInt64Array.from(values, BigInt), range: [-(2n ** 63n), 2n ** 63n - 1n] },
  uint64: { from: (values) => BigUint64Array.from(values, BigInt), range: [0, 2n ** 64n - 1n] },
  bool: { from: (values) => Uint8Array.from(values, Number) },
  string: { from: (values) => [...values] },
};

function dataOf(type: Tensor.Type, values: readonly unknown[]): Tensor.DataType {
  return arrays[type]!.from(values as readonly never[]);
}

function asElement(value: unknown, type: Tensor.Type, where: string): unknown {
  const range = arrays[type]?.range;
  const isNumber = typeof value === 'number' || (typeof value === 'bigint' && range !== undefined);
  const fits =
    type === 'string'
      ? typeof value === 'string'
      : type === 'bool'
        ? typeof value === 'boolean'
        : isNumber && (!range || (isWhole(value) && value >= range[0] && value <= range[1]));
  if (!fits) {
    // Nothing in somebody else's file says whether NaN is a missing value there, so null is not turned into it.
    const missing = value == null && type.startsWith('float') ? ' Give NaN if the model takes missing values.' : '';
    throw new SecateurError('DATA_INVALID', `${where} takes ${type} but got ${described(value)}.${missing}`);
  }
  return type === 'int64' || type === 'uint64' ? value : typeof value === 'bigint' ? Number(value) : value;
}

const isWhole = (value: number | bigint) => typeof value === 'bigint' || Number.isSafeInteger(value);
