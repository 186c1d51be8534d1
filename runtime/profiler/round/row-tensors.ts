import type { Tensor } from 'onnxruntime-common';
import { SecateurError, sizeOf, toFloat16 } from '../../../core/essentials.ts';
import type { Feed, ValueInfo } from '../../model/contract.ts';

/** An input, and its size for a call. */
export interface SizedInput {
  readonly input: ValueInfo;
  readonly dims: readonly number[];
}

/** Numbers that a call takes, of all inputs together. */
export function callWidth(inputs: readonly SizedInput[]): number {
  return inputs.reduce((sum, { dims }) => sum + sizeOf(dims), 0);
}

/**
 * Rows as the tensors that a model with several inputs, or of another type than float32, takes: each row holds the values
 * of the first input, then those of the next. Rounded where an input takes whole numbers.
 * @param rows as many as the first dimension of each input says
 * @throws UNSUPPORTED for inputs that no numbers fill
 */
export function rowTensors(
  inputs: readonly SizedInput[],
  rows: Float32Array,
  model: string,
): Readonly<Record<string, Feed>> {
  const width = callWidth(inputs.map(({ input, dims }) => ({ input, dims: dims.slice(1) })));
  const count = rows.length / width;
  let start = 0;
  return Object.fromEntries(
    inputs.map(({ input: { name, type }, dims }) => {
      const own = sizeOf(dims.slice(1));
      const from = start;
      start += own;
      const make = type && makers[type];
      if (!type || !make) {
        const what = `the input '${name}' takes ${type ?? 'no tensor'}, which rows of numbers cannot fill`;
        throw new SecateurError('UNSUPPORTED', `${model}: ${what}. Leave --input out to measure with random values.`);
      }
      const values = Float32Array.from(
        { length: count * own },
        (_, at) => rows[Math.floor(at / own) * width + from + (at % own)]!,
      );
      return [name, { type, data: make(values), dims }];
    }),
  );
}

const whole = (value: number) => BigInt(Math.round(value) || 0);

const makers: Partial<Record<Tensor.Type, (values: Float32Array) => Tensor.DataType>> = {
  float32: (values) => values,
  float64: (values) => Float64Array.from(values),
  float16: (values) => Uint16Array.from(values, toFloat16),
  int8: (values) => Int8Array.from(values, Math.round),
  uint8: (values) => Uint8Array.from(values, Math.round),
  int16: (values) => Int16Array.from(values, Math.round),
  uint16: (values) => Uint16Array.from(values, Math.round),
  int32: (values) => Int32Array.from(values, Math.round),
  uint32: (values) => Uint32Array.from(values, Math.round),
  int64: (values) => BigInt64Array.from(Array.from(values, whole)),
  uint64: (values) => BigUint64Array.from(Array.from(values, whole)),
  bool: (values) => Uint8Array.from(values, (value) => Number(value !== 0)),
};
