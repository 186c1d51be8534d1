import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { OnnxModel } from '../../onnx/index.ts';
import { decodeModel, encodeModel, valuesOf } from '../../onnx/index.ts';
import { arbitraryModel } from './arbitrary-model.ts';
import { float, loopModel, modelOf, rawTensor, smallModel } from './models.ts';

function expectRoundTrip(model: OnnxModel): void {
  expect(decodeModel(encodeModel(model), 'model.onnx')).toStrictEqual(model);
}

describe('encodeModel and decodeModel', () => {
  test('give back any model, with every attribute type, element type and nested graphs', () => {
    fc.assert(fc.property(arbitraryModel, expectRoundTrip), { seed: 1, numRuns: 300 });
  });

  test('give the same bytes for equal models whatever the order of attributes and metadata', () => {
    const first = modelOf({}, { metadata: { a: '1', b: '2' } });
    const second = modelOf({}, { metadata: { b: '2', a: '1' } });
    expect(encodeModel(second)).toStrictEqual(encodeModel(first));
  });

  test('give the same bytes again when a decoded file is encoded', () => {
    fc.assert(
      fc.property(arbitraryModel, (model) => {
        const bytes = encodeModel(model);
        expect(encodeModel(decodeModel(bytes, 'model.onnx'))).toStrictEqual(bytes);
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  test('keep large weights inside inner graphs intact', () => {
    const model = loopModel(3n);
    const loop = model.graph.nodes[0]!;
    const body = loop.attributes!['body']!;
    if (body.type !== 'graph') throw new Error('the loop has a body');
    const large = float('large', [100, 30], Array.from({ length: 3000 }, Math.sqrt));
    const inner = { ...body.value, initializers: [large, float('small', [1], [7])] };
    const nodes = [{ ...loop, attributes: { body: { type: 'graph' as const, value: inner } } }];
    expectRoundTrip({ ...model, graph: { ...model.graph, nodes } });
  });
});

describe('decodeModel', () => {
  test('gives weights as views of the bytes it was given', () => {
    const bytes = encodeModel(smallModel());
    const weight = decodeModel(bytes, 'model.onnx').graph.initializers[0]!;
    expect(weight.bytes.buffer).toBe(bytes.buffer);
    expect([...valuesOf(weight)]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('reads the same from a Buffer and from a view into a larger buffer', () => {
    const bytes = encodeModel(smallModel());
    const expected = decodeModel(bytes, 'model.onnx');
    expect(decodeModel(Buffer.from(bytes), 'model.onnx')).toStrictEqual(expected);
    const padded = new Uint8Array(bytes.length + 9);
    padded.set(bytes, 5);
    expect(decodeModel(padded.subarray(5, 5 + bytes.length), 'model.onnx')).toStrictEqual(expected);
  });

  test('skips fields it does not know', () => {
    const bytes = encodeModel(smallModel());
    const docString = [0x32, 2, 0x68, 0x69];
    const unknownFixed64 = [((99 << 3) & 127) | 1 | 128, 99 >> 4, 1, 2, 3, 4, 5, 6, 7, 8];
    expect(decodeModel(Uint8Array.of(...docString, ...unknownFixed64, ...bytes), 'model.onnx')).toStrictEqual(
      smallModel(),
    );
  });
});

describe('encodeModel', () => {
  test('refuses a tensor whose bytes do not fit its shape', () => {
    const model = modelOf({ initializers: [rawTensor('w', 'float32', [3], Float32Array.of(1, 2))] });
    expect(() => encodeModel(model)).toThrow(
      expect.objectContaining({
        code: 'SHAPE_MISMATCH',
        message: expect.stringContaining("'w': float32[3] needs 12 bytes but there are 8"),
      }),
    );
  });

  test.each([
    ['a fraction where an integer belongs', modelOf({}, { irVersion: 8.5 })],
    ['broken Unicode', modelOf({}, { metadata: { key: '\ud800' } })],
  ])('refuses %s', (_, model) => {
    expect(() => encodeModel(model)).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  });
});
