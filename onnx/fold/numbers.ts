import { storedTypes } from '../../core/index.ts';
import { elementCount } from '../element-type.ts';
import type { ElementType, OnnxTensor } from '../model.ts';
import { valuesOf } from '../tensor-values.ts';

/** A constant's elements as plain numbers, row-major, whatever type they are stored in. */
export interface Numbers {
  readonly elementType: ElementType;
  readonly shape: readonly number[];
  /** float32 for the types that fit into it, those of 8 bits among them; 64-bit integers beyond 2^53 are rounded. */
  readonly values: Float32Array | Float64Array;
}

/** A node's inputs: `undefined` is one left out. */
export type Operands = readonly (Numbers | undefined)[];

/** The numbers in a tensor; undefined for text. A float32 tensor's are a view of it. */
export function numbersOf(tensor: OnnxTensor): Numbers | undefined {
  const { elementType, shape } = tensor;
  switch (elementType) {
    case 'string':
      return undefined;
    case 'float32':
      return { elementType, shape, values: valuesOf(tensor) as Float32Array };
    case 'float16':
    case 'bfloat16': {
      const stored = storedTypes.get(elementType === 'float16' ? 'F16' : 'BF16')!;
      return { elementType, shape, values: stored.read(tensor.bytes, elementCount(shape)) };
    }
    case 'int4':
    case 'uint4':
      return { elementType, shape, values: unpacked(tensor) };
    case 'int8':
    case 'uint8':
      return { elementType, shape, values: Float32Array.from(valuesOf(tensor) as Uint8Array) };
    default:
      return { elementType, shape, values: Float64Array.from(valuesOf(tensor) as ArrayLike<number | bigint>, Number) };
  }
}

/** Room for so many elements of a type. */
export function room(elementType: ElementType, count: number): Float32Array | Float64Array {
  const isNarrow = isNarrowFloat(elementType) || elementType === 'int8' || elementType === 'uint8';
  return isNarrow ? new Float32Array(count) : new Float64Array(count);
}

export function isFloat(elementType: ElementType): boolean {
  return isNarrowFloat(elementType) || elementType === 'float64';
}

function isNarrowFloat(elementType: ElementType): boolean {
  return elementType === 'float32' || elementType === 'float16' || elementType === 'bfloat16';
}

/** Two 4-bit elements a byte, the first in the low half. */
function unpacked({ elementType, shape, bytes }: OnnxTensor): Float64Array {
  const values = new Float64Array(elementCount(shape));
  for (let index = 0; index < values.length; index++) {
    const byte = bytes[index >> 1]!;
    const bits = index % 2 === 0 ? byte & 15 : byte >> 4;
    values[index] = elementType === 'int4' && bits > 7 ? bits - 16 : bits;
  }
  return values;
}
