import { describe, expect, test } from '@jest/globals';
import { tensor } from '../../core/index.ts';
import type { ElementType } from '../../onnx/index.ts';
import { decodeModel, floatTensor, int64Tensor, valuesOf } from '../../onnx/index.ts';
import { bytesField, modelWithTensor, packedVarints, varintField } from './wire.ts';

const codes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
};

function initializer(elementType: keyof typeof codes, count: number, ...fields: Uint8Array[]) {
  const bytes = modelWithTensor(varintField(1, count), varintField(2, codes[elementType]), ...fields);
  return decodeModel(bytes, 'typed.onnx').graph.initializers[0]!;
}

function bytesOf(array: { readonly buffer: ArrayBuffer }): Uint8Array {
  return new Uint8Array(array.buffer);
}

describe('values kept in typed fields of the file', () => {
  test('floats are read packed, as views, and one by one', () => {
    const floats = Float32Array.of(1.5, -2, 1e-30);
    const packed = initializer('float32', 3, bytesField(4, bytesOf(floats)));
    expect(valuesOf(packed)).toStrictEqual(floats);
    const single = [...floats].map((value) => Buffer.concat([Buffer.of(0x25), bytesOf(Float32Array.of(value))]));
    expect(valuesOf(initializer('float32', 3, ...single))).toStrictEqual(floats);
    const split = [floats.slice(0, 2), floats.slice(2)].map((part) => bytesField(4, bytesOf(part)));
    expect(valuesOf(initializer('float32', 3, ...split))).toStrictEqual(floats);
  });

  test('doubles are read', () => {
    const doubles = Float64Array.of(Math.PI, -1e300);
    expect(valuesOf(initializer('float64', 2, bytesField(10, bytesOf(doubles))))).toStrictEqual(doubles);
  });

  test('integers are read packed and one by one, in the width of their type', () => {
    const minusOne = Uint8Array.of(...Array(9).fill(255), 1);
    const large = [1, 2 ** 40];
    expect(valuesOf(initializer('int64', 2, packedVarints(7, large)))).toStrictEqual(BigInt64Array.of(1n, 2n ** 40n));
    expect(valuesOf(initializer('int64', 2, ...large.map((value) => varintField(7, value))))).toStrictEqual(
      BigInt64Array.of(1n, 2n ** 40n),
    );
    expect(valuesOf(initializer('int64', 1, bytesField(7, minusOne)))).toStrictEqual(BigInt64Array.of(-1n));
    expect(valuesOf(initializer('uint64', 1, bytesField(11, minusOne)))).toStrictEqual(
      BigUint64Array.of(2n ** 64n - 1n),
    );
    expect(valuesOf(initializer('uint32', 1, packedVarints(11, [2 ** 32 - 1])))).toStrictEqual(
      Uint32Array.of(2 ** 32 - 1),
    );
    expect(valuesOf(initializer('int32', 1, bytesField(5, minusOne)))).toStrictEqual(Int32Array.of(-1));
    expect(valuesOf(initializer('int16', 1, bytesField(5, minusOne)))).toStrictEqual(Int16Array.of(-1));
    expect(valuesOf(initializer('int8', 1, bytesField(5, minusOne)))).toStrictEqual(Int8Array.of(-1));
    expect(valuesOf(initializer('uint8', 2, packedVarints(5, [0, 255])))).toStrictEqual(Uint8Array.of(0, 255));
    expect(valuesOf(initializer('bool', 2, packedVarints(5, [0, 1])))).toStrictEqual(Uint8Array.of(0, 1));
    expect(valuesOf(initializer('float16', 1, packedVarints(5, [0x3c00])))).toStrictEqual(Uint16Array.of(0x3c00));
  });
});

describe('floatTensor, int64Tensor and valuesOf', () => {
  test('floatTensor and valuesOf share the memory of the tensor', () => {
    const weights = tensor([2, 2], [1, 2, 3, 4]);
    const onnx = floatTensor('w', weights);
    expect(onnx).toMatchObject({ name: 'w', elementType: 'float32', shape: [2, 2] });
    const values = valuesOf(onnx);
    expect(values).toStrictEqual(weights.data);
    expect(values.buffer).toBe(weights.data.buffer);
  });

  test('valuesOf copies where the bytes are not aligned', () => {
    const bytes = new Uint8Array(9);
    bytes.set(bytesOf(Float32Array.of(1, 2)), 1);
    for (const view of [bytes.subarray(1), Buffer.from(bytes.buffer, 1)]) {
      const values = valuesOf({ name: 'w', elementType: 'float32', shape: [2], bytes: view });
      expect(values).toStrictEqual(Float32Array.of(1, 2));
      expect(values.buffer).not.toBe(bytes.buffer);
    }
  });

  test('int64Tensor holds whole numbers and refuses others', () => {
    const onnx = int64Tensor('shape', [3], [-1, 0, 2 ** 52]);
    expect(valuesOf(onnx)).toStrictEqual(BigInt64Array.of(-1n, 0n, 2n ** 52n));
    expect(() => int64Tensor('shape', [1], [0.5])).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
    expect(() => int64Tensor('shape', [2], [1])).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });

  test('valuesOf sends readers of text to the strings', () => {
    const elementType: ElementType = 'string';
    expect(() => valuesOf({ name: 't', elementType, shape: [0], bytes: new Uint8Array(0) })).toThrow(/'strings'/);
  });
});
