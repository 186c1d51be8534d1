import type { Tensor } from 'onnxruntime-common';
import { toFloat16 } from '../../core/essentials.ts';

type Numbers = Float32Array | Float64Array;

/**
 * Numbers as the values of a tensor, rounded where it holds whole ones, which have 0 for what is not finite. Undefined for types
 * that hold no plain numbers.
 */
export function typedData(type: Tensor.Type | undefined, values: Numbers): Tensor.DataType | undefined {
  return type && makers[type]?.(values);
}

const whole = (value: number) => BigInt(Number.isFinite(value) ? Math.round(value) : 0);

const makers: Partial<Record<Tensor.Type, (values: Numbers) => Tensor.DataType>> = {
  float32: (values) => (values instanceof Float32Array ? values : Float32Array.from(values)),
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
