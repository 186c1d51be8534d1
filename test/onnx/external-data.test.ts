import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readModel, writeModel } from '../../api/index.ts';
import { randomStream } from '../../core/index.ts';
import { decodeModel, encodeModel, floatTensor, type OnnxModel, splitModel } from '../../onnx/index.ts';
import { modelOf, node } from './models.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secateur-external-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** y = relu(x A + b) B, the matrices beyond what stays in the model. */
function model(seed = 1): OnnxModel {
  const random = randomStream(seed, 'external data');
  const normals = (name: string, ...shape: number[]) =>
    floatTensor(name, {
      shape,
      data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
    });
  return modelOf({
    nodes: [node('Gemm', ['x', 'a', 'b'], ['h']), node('Relu', ['h'], ['r']), node('MatMul', ['r', 'c'], ['y'])],
    initializers: [normals('a', 7, 90), normals('b', 90), normals('c', 90, 33)],
    inputs: [{ name: 'x', elementType: 'float32', shape: ['N', 7] }],
    outputs: [{ name: 'y', elementType: 'float32', shape: ['N', 33] }],
  });
}

async function answersOf(fileOrBytes: string | Uint8Array): Promise<Float32Array> {
  const session = await InferenceSession.create(fileOrBytes as string);
  const x = new Tensor(
    'float32',
    Float32Array.from({ length: 14 }, (_, index) => index - 6),
    [2, 7],
  );
  const { y } = await session.run({ x });
  await session.release();
  return y!.data as Float32Array;
}

test('a model with its weights in a second file answers as the whole one does, and is the same bytes every time', async () => {
  const path = join(folder, 'split.onnx');
  const names = await writeModel(path, model(), { externalData: true });
  expect(names).toEqual([`${path}.data`, path]);
  expect(await answersOf(path)).toEqual(await answersOf(encodeModel(model())));
  expect(await readModel(path)).toEqual(decodeModel(encodeModel(model()), path));
  const first = [await readFile(path), await readFile(`${path}.data`)];
  await writeModel(path, model(), { externalData: true });
  expect([await readFile(path), await readFile(`${path}.data`)]).toEqual(first);
  expect((await readdir(folder)).filter((name) => name.includes('.tmp'))).toEqual([]);
});

test('tensors in the second file begin at pages, small ones stay in the model, and no weights are copied', () => {
  const whole = model();
  const { model: pieces, data } = splitModel(whole, 'weights.bin');
  const [a, b, c] = whole.graph.initializers;
  expect(data.map(({ length }) => length)).toEqual([a!.bytes.length, 4096 - a!.bytes.length, c!.bytes.length]);
  expect(data[0]!.buffer).toBe(a!.bytes.buffer);
  const text = Buffer.concat(pieces).toString('latin1');
  for (const part of ['weights.bin', 'offset', '4096', 'length', `${c!.bytes.length}`]) expect(text).toContain(part);
  expect(text).toContain(Buffer.from(b!.bytes).toString('latin1'));
});

test('without being asked a model is one file, written without joining it in memory', async () => {
  const path = join(folder, 'whole.onnx');
  expect(await writeModel(path, model())).toEqual([path]);
  const bytes = await readFile(path);
  expect(new Uint8Array(bytes)).toEqual(encodeModel(model()));
  expect(decodeModel(bytes, path).graph.initializers).toHaveLength(3);
});

test('a pair is replaced as a pair, and left as it was by a model that cannot be written', async () => {
  const path = join(folder, 'again.onnx');
  await writeModel(path, model(1), { externalData: true });
  const before = await readFile(path);
  const broken = { ...model(2), metadata: { text: '\ud800' } };
  await expect(writeModel(path, broken, { externalData: true })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  expect(await readFile(path)).toEqual(before);
  await writeModel(path, model(2), { externalData: true });
  expect(await answersOf(path)).toEqual(await answersOf(encodeModel(model(2))));
});
