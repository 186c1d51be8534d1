import { SecateurError, sizeOf, type Tensor } from '../core/index.ts';
import { contentFault } from './element-type.ts';
import type { OnnxTensor } from './model.ts';

/**
 * `Uint16Array` for float16 and bfloat16 holds their bits; `Uint8Array` for 4-bit types holds two elements a byte,
 * the first in the low half.
 */
export type TensorValues =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

/** A float32 tensor that shares the memory of `tensor`. */
export function floatTensor(name: string, tensor: Tensor): OnnxTensor {
  const { data, shape } = tensor;
  return checked({
    name,
    elementType: 'float32',
    shape,
    bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  });
}

/** An int64 tensor of whole numbers. @throws ARGUMENT_INVALID for fractions; SHAPE_MISMATCH. */
export function int64Tensor(name: string, shape: readonly number[], numbers: readonly number[]): OnnxTensor {
  const fraction = numbers.find((value) => !Number.isSafeInteger(value));
  if (fraction !== undefined) {
    throw new SecateurError('ARGUMENT_INVALID', `Tensor '${name}': ${fraction} is not a whole number within 2^53.`);
  }
  if (numbers.length !== sizeOf(shape)) {
    throw new SecateurError(
      'SHAPE_MISMATCH',
      `Tensor '${name}' of shape [${shape.join(', ')}] needs ${sizeOf(shape)} values but got ${numbers.length}.`,
    );
  }
  const values = BigInt64Array.from(numbers, BigInt);
  return { name, elementType: 'int64', shape, bytes: new Uint8Array(values.buffer) };
}

/**
 * The elements in row-major order: a view of the tensor's memory where its alignment allows, else a copy. (ONNX is
 * little-endian, as is every platform that runs JavaScript today.)
 * @throws UNSUPPORTED for string tensors: read their `strings`.
 */
export function valuesOf(tensor: OnnxTensor): TensorValues {
  const { elementType } = tensor;
  switch (elementType) {
    case 'float32':
      return aligned(Float32Array, tensor.bytes);
    case 'float64':
      return aligned(Float64Array, tensor.bytes);
    case 'int8':
      return aligned(Int8Array, tensor.bytes);
    case 'int16':
      return aligned(Int16Array, tensor.bytes);
    case 'int32':
      return aligned(Int32Array, tensor.bytes);
    case 'int64':
      return aligned(BigInt64Array, tensor.bytes);
    case 'uint16':
    case 'float16':
    case 'bfloat16':
      return aligned(Uint16Array, tensor.bytes);
    case 'uint32':
      return aligned(Uint32Array, tensor.bytes);
    case 'uint64':
      return aligned(BigUint64Array, tensor.bytes);
    case 'uint8':
    case 'bool':
    case 'uint4':
    case 'int4':
      return tensor.bytes;
    case 'string':
      throw new SecateurError('UNSUPPORTED', `Tensor '${tensor.name}' holds text, not numbers: read its 'strings'.`);
    default:
      return elementType satisfies never;
  }
}

interface TypedArrayConstructor<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
}

function aligned<T>(ArrayType: TypedArrayConstructor<T>, bytes: Uint8Array): T {
  const width = ArrayType.BYTES_PER_ELEMENT;
  // Not bytes.slice(), which is another view where the bytes are Node's Buffer.
  const { buffer, byteOffset } = bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes);
  return new ArrayType(buffer, byteOffset, Math.floor(bytes.byteLength / width));
}

function checked(tensor: OnnxTensor): OnnxTensor {
  const fault = contentFault(tensor);
  if (fault !== undefined) throw new SecateurError('SHAPE_MISMATCH', `Tensor '${tensor.name}': ${fault}.`);
  return tensor;
}
