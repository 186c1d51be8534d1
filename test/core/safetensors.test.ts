import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeSafetensors, encodeSafetensors, sizeOf, type Tensor } from '../../core/index.ts';
import { file, one, two } from './safetensors-bytes.ts';

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
const tensors: fc.Arbitrary<Tensor> = shapes.chain((shape) =>
  fc
    .float32Array({ minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map((data) => ({ shape, data: new Float32Array(data) })),
);
/** Names that need escapes, look like numbers, or are special to JavaScript; `__metadata__` is the format's own. */
const names = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('__proto__', 'constructor', '10', '9', '', 'a"b\\', '\u0000é😀'),
  )
  .filter((name) => name !== '__metadata__');
const dictionary = <T>(values: fc.Arbitrary<T>) =>
  fc
    .array(fc.tuple(names, values), { maxLength: 6 })
    .map((entries) => Object.fromEntries(entries) as Record<string, T>);

describe('what is written is read', () => {
  test('unchanged, whatever the names, shapes, values and texts', () => {
    fc.assert(
      fc.property(dictionary(tensors), dictionary(fc.string({ unit: 'binary' })), (given, metadata) => {
        const read = decodeSafetensors(encodeSafetensors(given, metadata), 'x.safetensors');
        expect(Object.keys(read.tensors).sort()).toEqual(Object.keys(given).sort());
        for (const name of Object.keys(given)) {
          expect(read.tensors[name]!.shape).toEqual(given[name]!.shape);
          expect(bitsOf(read.tensors[name]!.data)).toEqual(bitsOf(given[name]!.data));
        }
        expect(Object.entries(read.metadata).sort()).toEqual(Object.entries(metadata).sort());
      }),
    );
  });

  test('to the same bytes in whatever order the tensors come', () => {
    fc.assert(
      fc.property(dictionary(tensors), (given) => {
        const reversed = Object.fromEntries(Object.entries(given).reverse());
        expect(encodeSafetensors(reversed)).toEqual(encodeSafetensors(given));
      }),
    );
  });

  test('with values that start at a multiple of 8 and a header padded with spaces', () => {
    const bytes = encodeSafetensors({ w: { shape: [1], data: Float32Array.of(1) } });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(bytes.length).toBe(8 + length + 4);
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + length))).toMatch(/^\{.*\} *$/);
  });

  test('from a view into a larger buffer, and into memory of its own', () => {
    const file = encodeSafetensors({ w: { shape: [2], data: Float32Array.of(1, 2) } });
    const padded = Buffer.concat([Buffer.alloc(3), file]).subarray(3);
    const { data } = decodeSafetensors(padded, 'x').tensors['w']!;
    padded.fill(0);
    expect([...data]).toEqual([1, 2]);
  });
});

test('a tensor whose values do not fill its shape, or of the reserved name, is not written', () => {
  expect(() => encodeSafetensors({ w: { shape: [3], data: Float32Array.of(1) } })).toThrow(/"w".*\[3\].*1 values/);
  expect(() => encodeSafetensors({ __metadata__: { shape: [], data: Float32Array.of(1) } })).toThrow(/__metadata__/);
});

describe('other element types are widened to float32', () => {
  const read = (dtype: string, bytes: Uint8Array, count: number) => {
    const header = { w: { dtype, shape: [count], data_offsets: [0, bytes.length] } };
    return [...decodeSafetensors(file(JSON.stringify(header), bytes), 'x').tensors['w']!.data];
  };

  test('F64', () => {
    expect(read('F64', new Uint8Array(Float64Array.of(0.1, -2).buffer), 2)).toEqual([Math.fround(0.1), -2]);
  });

  test('F16: every finite bit pattern lies between its neighbours, and known ones are exact', () => {
    const patterns = Uint16Array.from({ length: 0x7c00 }, (_, bits) => bits);
    const values = read('F16', new Uint8Array(patterns.buffer), patterns.length);
    expect(values.filter((value, bits) => bits > 0 && !(value > values[bits - 1]!))).toEqual([]);
    expect([values[0], values[1], values[0x400], values[0x3c00], values[0x3555], values[0x7bff]]).toEqual([
      0,
      2 ** -24,
      2 ** -14,
      1,
      0.333251953125,
      65504,
    ]);
    const special = Uint16Array.of(0x7c00, 0xfc00, 0x7e00, 0xc000, 0x8000);
    expect(read('F16', new Uint8Array(special.buffer), 5)).toEqual([Infinity, -Infinity, NaN, -2, -0]);
  });

  test('BF16 is the upper half of a float32', () => {
    const words = Uint16Array.of(0x3f80, 0xc040, 0x7f80, 0x0001);
    expect(read('BF16', new Uint8Array(words.buffer), 4)).toEqual([1, -3, Infinity, 2 ** -133]);
  });

  test.each(['I64', 'BOOL', 'F8_E4M3', 'toString'])('%s is refused by name', (dtype) => {
    expect(() => read(dtype, new Uint8Array(8), 1)).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED',
        message: expect.stringMatching(new RegExp(`x: tensor "w".*${dtype}`)),
      }),
    );
  });
});

test('tensors may lie in any order, empty ones anywhere', () => {
  const empty = '{"dtype":"F32","shape":[0,3],"data_offsets":[4,4]}';
  const bytes = file(` { "b" : ${two} , "e" : ${empty}, "a":${one} }  `, new Uint8Array(Float32Array.of(1, 2).buffer));
  const { tensors } = decodeSafetensors(bytes, 'x');
  expect([tensors['a'], tensors['b'], tensors['e']].map((tensor) => [...tensor!.data])).toEqual([[1], [2], []]);
});

function bitsOf(data: Float32Array): number[] {
  return [...new Uint32Array(data.buffer, data.byteOffset, data.length)];
}
