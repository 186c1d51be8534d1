import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSecateurError } from '../../core/index.ts';
import type { OnnxGraph } from '../../onnx/index.ts';
import { decodeModel, encodeModel, nonFiniteInitializers, summarize, validateModel } from '../../onnx/index.ts';
import { loopModel, modelOf, node, smallModel } from './models.ts';
import { bytesField, concat, message, modelWithTensor, text, varintField } from './wire.ts';

function expectRefused(bytes: Uint8Array, code: string, fragment: string | RegExp): void {
  expect(() => decodeModel(bytes, 'bad.onnx')).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(fragment) }),
  );
}

function nested(depth: number): OnnxGraph {
  const empty: OnnxGraph = { name: '', nodes: [], initializers: [], inputs: [], outputs: [] };
  let graph = empty;
  for (let level = 1; level < depth; level++) {
    graph = { ...empty, nodes: [node('If', [], [], { attributes: { body: { type: 'graph', value: graph } } })] };
  }
  return graph;
}

/** Small deterministic generator: the fuzz must be the same in every run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function mutate(original: Uint8Array, random: (below: number) => number): Uint8Array {
  let bytes: Uint8Array = original.slice();
  for (let left = 1 + random(3); left > 0; left--) {
    const at = random(bytes.length);
    const kind = random(5);
    if (kind === 0) bytes[at] = random(256);
    else if (kind === 1) bytes[at] = bytes[at]! ^ (1 << random(8));
    else if (kind === 2) bytes = bytes.slice(0, at + 1);
    else if (kind === 3) bytes = concat(bytes.subarray(0, at), bytes.subarray(at + random(6)));
    else
      bytes = concat(
        bytes.subarray(0, at),
        Uint8Array.from({ length: random(12) }, () => random(256) | 128),
        bytes.subarray(at),
      );
    if (bytes.length === 0) return original;
  }
  return bytes;
}

/** Undefined when the bytes are read and judged without an error, else the error. */
function outcome(bytes: Uint8Array): unknown {
  try {
    const model = decodeModel(bytes, 'bad.onnx');
    summarize(model);
    nonFiniteInitializers(model);
    validateModel(model, 'bad.onnx');
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('decodeModel, given hostile bytes', () => {
  test('ends every one of some thousand mutations in a model or a SecateurError', () => {
    const random = generator(20);
    const originals = [smallModel(), loopModel(2n)].map((model) => encodeModel(model));
    const outcomes = { sound: 0, refused: 0 };
    for (let round = 0; round < 6000; round++) {
      const bytes = mutate(originals[round % 2]!, random);
      const error = outcome(bytes);
      if (error !== undefined && !isSecateurError(error)) {
        throw new Error(`round ${round}: [${bytes.join(',')}]`, { cause: error });
      }
      outcomes[error === undefined ? 'sound' : 'refused']++;
    }
    expect(outcomes.refused).toBeGreaterThan(1000);
    expect(outcomes.sound).toBeGreaterThan(10);
  });

  test('ends any bytes at all in a SecateurError or a model', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const error = outcome(bytes);
        expect(error === undefined || isSecateurError(error)).toBe(true);
      }),
      { seed: 3, numRuns: 2000 },
    );
  });

  test('names the file, the byte and the remedy wherever a file is cut off', () => {
    const bytes = encodeModel(smallModel());
    for (let length = 1; length < bytes.length; length++) {
      const error = outcome(bytes.subarray(0, length));
      // Cut between two fields of the model, what is left can be a sound file with too little in it.
      if (error !== undefined) {
        expect(error).toHaveProperty('code', 'FORMAT_INVALID');
        expect(String(error)).toContain('bad.onnx: ');
      }
    }
    expectRefused(bytes.subarray(0, 60), 'FORMAT_INVALID', /^bad\.onnx: .* at byte \d+\. .*again/);
  });

  test.each([
    ['an empty file', new Uint8Array(0), 'it is empty'],
    ['an HTML page', text('\n<!DOCTYPE html><html>'), 'HTML'],
    ['JSON', text('  {"error": "not found"}'), 'JSON'],
    ['a Git LFS pointer', text('version https://git-lfs.github.com/spec/v1\noid sha256:0'), 'git lfs pull'],
    ['a zip archive', text('PK\x03\x04 and so on'), 'zip'],
  ])('says what %s is', (_, bytes, fragment) => {
    expectRefused(bytes, 'FORMAT_INVALID', `bad.onnx: not an ONNX file .*${fragment}`);
  });

  test('refuses external data and names the tensor and the file', () => {
    const location = message(13, bytesField(1, text('location')), bytesField(2, text('../../etc/passwd')));
    const tensor = [varintField(1, 4), varintField(2, 1), bytesField(8, text('weights')), location, varintField(14, 1)];
    expectRefused(modelWithTensor(...tensor), 'UNSUPPORTED', /"weights".*another file.*passwd/);
  });

  test('refuses graphs nested more than 32 deep and reads those of 32', () => {
    expect(decodeModel(encodeModel(modelOf(nested(32))), 'deep.onnx').graph.nodes).toHaveLength(1);
    expectRefused(encodeModel(modelOf(nested(33))), 'FORMAT_INVALID', 'nested more than 32 deep at byte');
    expectRefused(encodeModel(modelOf(nested(400))), 'FORMAT_INVALID', 'nested more than 32 deep at byte');
  });

  test.each([
    [
      'a billion elements in no bytes',
      [varintField(1, 1e9), varintField(2, 1)],
      'needs 4000000000 bytes but there are 0',
    ],
    [
      'more elements than can be counted',
      [...Array(40).fill(varintField(1, 2 ** 40)), varintField(2, 1)],
      'needs Infinity bytes',
    ],
    [
      'a shape that the bytes do not fill',
      [varintField(1, 2), varintField(2, 1), bytesField(9, text('1234'))],
      'needs 8 bytes but there are 4',
    ],
    [
      'a negative dimension',
      [Uint8Array.of(8, ...Array(9).fill(255), 1), varintField(2, 1)],
      'dimension 0 of a tensor is -1',
    ],
    ['a dimension above 2^53', [varintField(1, 2 ** 60), varintField(2, 1)], 'is 1152921504606846976'],
    [
      'values in two fields',
      [varintField(1, 1), varintField(2, 7), bytesField(9, text('12345678')), varintField(7, 5)],
      'has its values twice',
    ],
    [
      'values in the field of another type',
      [varintField(1, 1), varintField(2, 1), varintField(7, 5)],
      'has its values in int64Data',
    ],
    ['a value beyond its type', [varintField(1, 1), varintField(2, 2), varintField(5, 300)], 'uint8 has the value 300'],
    [
      'half a number',
      [varintField(1, 1), varintField(2, 1), bytesField(4, text('12345'))],
      '5 bytes of 4-byte numbers',
    ],
    ['a wrong wire type', [varintField(8, 1)], "'name' of TensorProto has wire type 0"],
    ['an unknown wire type', [Uint8Array.of(((20 << 3) & 127) | 7 | 128, 1)], 'wire type'],
    ['a length beyond its message', [Uint8Array.of(0x4a, 100)], 'ends too early'],
  ])('refuses a tensor with %s', (_, fields, fragment) => {
    expectRefused(modelWithTensor(...fields), 'FORMAT_INVALID', fragment);
  });

  test('refuses an element type that is not supported, and names the tensor', () => {
    expectRefused(
      modelWithTensor(varintField(2, 17), bytesField(8, text('f8'))),
      'UNSUPPORTED',
      /"f8" has element type 17/,
    );
  });
});
