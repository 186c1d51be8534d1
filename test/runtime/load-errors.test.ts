import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSecateurError } from '../../core/index.ts';
import { encodeModel } from '../../onnx/index.ts';
import { type Device, load } from '../../runtime/index.ts';
import { wasmRuntime } from '../../runtime/model/wasm-runtime.ts';
// The rooms' insides, where the outside cannot reach: an absent package, and the reader alone.
import { metadataProperties } from '../../runtime/model-file/metadata.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { classification, imageClassifier, linearModel, smallImage } from './models.ts';

const devices: Device[] = ['cpu', 'wasm'];
const folder = temporaryFolder();

describe.each(devices)('loading on %s', (device) => {
  test('names a file that is not there', async () => {
    const path = folder.at('absent.onnx');
    await expect(load(path, { device })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining(path),
    });
  });

  test.each([
    ['text', new TextEncoder().encode('age,height\n30,1.8\n')],
    ['nothing', new Uint8Array(0)],
    ['zeros', new Uint8Array(100)],
    ['an endless varint', new Uint8Array(40).fill(255)],
  ])('refuses %s as no ONNX model, naming the file', async (_, bytes) => {
    const path = await folder.write('hostile.onnx', bytes);
    await expect(load(path, { device })).rejects.toMatchObject({
      code: 'FORMAT_INVALID',
      message: expect.stringContaining(path),
    });
  });

  test('refuses a model that was cut short, wherever it was cut', async () => {
    const { bytes } = imageClassifier();
    for (let length = 0; length < bytes.length; length += 7) {
      const error: unknown = await load(bytes.subarray(0, length), { device }).catch((reason) => reason);
      // A cut between two fields can leave a smaller, valid model; its graph is then whole.
      if (isSecateurError(error)) expect(error.code).toBe('FORMAT_INVALID');
      else expect(error).toMatchObject({ inputs: [{ name: 'input' }] });
    }
  });

  test('names an operator that the runtime does not have', async () => {
    const { bytes } = linearModel({ input: smallImage, task: classification, operator: 'Gemmm' });
    await expect(load(bytes, { device })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining("'Gemmm'"),
    });
  });

  test('says that an operator is too old, not that it is unknown', async () => {
    const { bytes } = linearModel({ input: smallImage, task: classification, opset: 6 });
    await expect(load(bytes, { device })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(/'Gemm' of version 6\b.*opset 7 or later/),
    });
  });

  test.each([
    ['is of a later version', { version: 2 }, 'UNSUPPORTED'],
    ['has no task', { version: 1, input: smallImage }, 'FORMAT_INVALID'],
    ['is null', null, 'FORMAT_INVALID'],
    ...[null, { kind: 'numeric' }, { kind: 'categorical', name: 'city' }, { kind: 'date', name: 'day' }].map(
      (column): [string, unknown, string] => [
        `has the column ${JSON.stringify(column)}`,
        { version: 1, task: classification, input: { kind: 'table', columns: Array(20).fill(column) } },
        'FORMAT_INVALID',
      ],
    ),
    ['has an image without sides', { version: 1, task: classification, input: { kind: 'image' } }, 'FORMAT_INVALID'],
    [
      'promises other labels than the graph has',
      { version: 1, input: smallImage, task: { kind: 'classification', labels: ['a', 'b'] } },
      'FORMAT_INVALID',
    ],
    [
      'promises other columns than the graph has',
      { version: 1, input: { ...smallImage, height: 9 }, task: classification },
      'FORMAT_INVALID',
    ],
  ])('refuses metadata that %s', async (_, metadata, code) => {
    const { bytes } = linearModel({ input: smallImage, task: classification, metadata });
    await expect(load(bytes, { device })).rejects.toMatchObject({ code });
  });

  test('refuses a number of threads that is none', async () => {
    await expect(load(imageClassifier().bytes, { device, threads: 0 })).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
    });
  });
});

/** y = the operator of x; x has `width` values a row. */
function oneOperator(opType: string, elementType: 'float32' | 'int64', version: number, width: number | string = 4) {
  const value = (name: string, type: 'float32' | 'int64') => ({ name, elementType: type, shape: ['', width] });
  return encodeModel({
    irVersion: 8,
    opsets: [{ domain: '', version }],
    graph: {
      name: 'one',
      nodes: [{ opType, inputs: ['x'], outputs: ['y'] }],
      initializers: [],
      inputs: [value('x', elementType)],
      outputs: [value('y', 'float32')],
    },
    metadata: {},
  });
}

describe.each(devices)('what onnxruntime on %s says is passed on', (device) => {
  test.each<[string, string, Uint8Array]>([
    ['an opset of the future', 'UNSUPPORTED', oneOperator('Relu', 'float32', 99)],
    ['types that contradict each other', 'FORMAT_INVALID', oneOperator('Relu', 'int64', 17)],
  ])('on one line without places in its sources: %s', async (...[, code, bytes]) => {
    await expect(load(bytes, { device })).rejects.toMatchObject({
      code,
      message: expect.not.stringMatching(/\n|\.(?:cc|h):\d/),
    });
  });
});

test('says how a dimension without a name is left open, and that rows of no values cannot be given by position', async () => {
  await using open = await load(oneOperator('Relu', 'float32', 17, ''));
  await expect(open.predict([1, 2])).rejects.toThrow('(x: float32 [?, ?])');
  await using empty = await load(oneOperator('Relu', 'float32', 17, 0));
  await expect(empty.predict([[]])).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  expect(Object.keys(await empty.predict({ x: [] }))).toEqual(['y']);
});

test('refuses a device that does not exist', async () => {
  for (const device of ['abacus', '', null, 5, [], ['cpu', undefined]] as unknown as Device[]) {
    await expect(load(imageClassifier().bytes, { device })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  }
  const threads = 1e9;
  await expect(load(imageClassifier().bytes, { threads })).rejects.toThrow('from 1 to 1024');
});

test.each([
  ['no object', null],
  ['a signal that is none', { signal: {} }],
  ['progress to no function', { onProgress: 5 }],
])('options that only JavaScript lets through, %s, are refused as such', async (_, options) => {
  await expect(load(imageClassifier().bytes, options as never)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
});

test('an address that is none is refused as such', async () => {
  await expect(load('http:')).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
});

test('says how to install onnxruntime-web where it is missing', async () => {
  const absent = () => Promise.reject(new Error("Cannot find package 'onnxruntime-web'"));
  await expect(wasmRuntime(1, { provider: 'web-wasm', importLibrary: absent })).rejects.toMatchObject({
    code: 'DEPENDENCY_MISSING',
    message: expect.stringContaining('npm install onnxruntime-web'),
  });
});

test('the metadata reader ends every arbitrary file with properties or a typed error', () => {
  const { bytes } = imageClassifier();
  expect([...metadataProperties(bytes, 'whole').keys()]).toEqual(['secateur']);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat({ max: bytes.length }), (noise, at) => {
      const damaged = Uint8Array.from([...bytes.subarray(0, at), ...noise, ...bytes.subarray(at)]);
      for (const file of [noise, damaged]) {
        try {
          metadataProperties(file, 'noise');
        } catch (error) {
          if (!isSecateurError(error)) throw error;
          expect(error.code).toBe('FORMAT_INVALID');
        }
      }
    }),
  );
});
