import { open } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { readModel } from '../../api/index.ts';
import { readOutline } from '../../desktop/host/inspect/model-outline.ts';
import { outlineBytes } from '../../desktop/host/inspect/outline-bytes.ts';
import { tensorStatistics } from '../../desktop/host/inspect/tensor-statistics.ts';
import { encodeModel, floatTensor, type OnnxModel, type OnnxTensor } from '../../onnx/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const never = new AbortController().signal;

/** 6 MB of weights beside a few small tensors. */
function largeModel(): OnnxModel {
  const [inputs, units] = [1500, 1000];
  const data = Float32Array.from({ length: inputs * units }, (_, at) => (at % 4 === 0 ? 0 : (at % 7) - 3));
  return {
    irVersion: 8,
    opsets: [{ domain: '', version: 17 }],
    metadata: { origin: 'made up' },
    graph: {
      name: 'large',
      nodes: [{ opType: 'Gemm', inputs: ['x', 'w', 'b'], outputs: ['y'] }],
      initializers: [
        floatTensor('b', { shape: [units], data: new Float32Array(units).fill(0.5) }),
        floatTensor('w', { shape: [inputs, units], data }),
      ],
      inputs: [{ name: 'x', elementType: 'float32', shape: ['N', inputs] }],
      outputs: [{ name: 'y', elementType: 'float32', shape: ['N', units] }],
    },
  };
}

const withoutBytes = (model: OnnxModel) => ({
  ...model,
  graph: { ...model.graph, initializers: model.graph.initializers.map(({ bytes, ...rest }) => [rest, bytes.length]) },
});

test('the outline of a large file is small, and says all but the values', async () => {
  const bytes = encodeModel(largeModel());
  const path = await folder.write('large.onnx', bytes);
  await using file = await open(path);
  const outline = await outlineBytes(file, bytes.length);
  expect(outline!.length).toBeLessThan(10_000);
  const { model } = await readOutline(path, 'large.onnx');
  expect(withoutBytes(model)).toEqual(withoutBytes(await readModel(path)));
});

test('values that were left out are read when they are asked for', async () => {
  const path = await folder.write('large.onnx', encodeModel(largeModel()));
  const outline = await readOutline(path, 'large.onnx');
  const { data } = { data: new Float32Array(largeModel().graph.initializers[1]!.bytes.slice().buffer) };
  const found = await tensorStatistics(outline, outline.model.graph.initializers[1]!, never);
  expect(found.count).toBe(data.length);
  expect(found.zeros).toBe(data.filter((value) => value === 0).length);
  expect(found.distribution!.min).toBe(-3);
  expect(found.distribution!.max).toBe(3);
  expect(found.distribution!.mean).toBeCloseTo(data.reduce((sum, value) => sum + value, 0) / data.length);
  expect(found.distribution!.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(data.length);
  expect(found.first.slice(0, 3)).toEqual(Array.from(data.slice(0, 3), String));
});

test('values in other files are found there, and nothing outside the folder is', async () => {
  const [, weight] = largeModel().graph.initializers;
  await folder.write('large.data', weight!.bytes);
  const path = await folder.write('split.onnx', encodeModel(weightsIn('large.data')));
  const outline = await readOutline(path, 'split.onnx');
  expect((await tensorStatistics(outline, outline.model.graph.initializers[1]!, never)).distribution!.max).toBe(3);

  await folder.write('outside.onnx', encodeModel(weightsIn('../large.data')));
  await expect(readOutline(folder.at('outside.onnx'), 'outside.onnx')).rejects.toMatchObject({
    code: 'FORMAT_INVALID',
  });
  await folder.write('missing.onnx', encodeModel(weightsIn('none.data')));
  await expect(readOutline(folder.at('missing.onnx'), 'missing.onnx')).rejects.toMatchObject({
    code: 'FILE_NOT_FOUND',
  });
});

test('a large file that was cut off, or is no model, is refused as it is elsewhere', async () => {
  const bytes = encodeModel(largeModel());
  for (const [name, content] of [
    ['cut.onnx', bytes.slice(0, -1000)],
    ['noise.onnx', Uint8Array.from({ length: 5_000_000 }, (_, at) => (at * 7919) % 251)],
  ] as const) {
    const path = await folder.write(name, content);
    await expect(readOutline(path, name)).rejects.toMatchObject({
      code: 'FORMAT_INVALID',
      message: expect.stringContaining(name),
    });
  }
});

test.each([
  ['int8', [-3, 0, 5], Int8Array.from([-3, 0, 5])],
  ['uint8', [3, 0, 255], Uint8Array.from([3, 0, 255])],
  ['int64', [-2, 0, 9], BigInt64Array.from([-2n, 0n, 9n])],
  ['float64', [0.5, 0, -8], Float64Array.from([0.5, 0, -8])],
  ['float16', [1, 0, -2], Uint16Array.from([0x3c00, 0, 0xc000])],
  ['bfloat16', [1, 0, -2], Uint16Array.from([0x3f80, 0, 0xc000])],
  ['int4', [-1, 0, 7], Uint8Array.from([0x0f, 0x07])],
  ['uint4', [15, 0, 7], Uint8Array.from([0x0f, 0x07])],
] as const)('statistics read %s', async (...[elementType, numbers, values]) => {
  const bytes = new Uint8Array(values.buffer);
  const tensor: OnnxTensor = { name: 't', elementType, shape: [3], bytes };
  const found = await tensorStatistics(
    {
      pieces: async function* () {
        yield bytes;
      },
    },
    tensor,
    never,
  );
  expect(found.first.map(Number)).toEqual([...numbers]);
  expect(found).toMatchObject({ count: 3, zeros: 1, nonFinite: 0 });
  expect(found.distribution).toMatchObject({ min: Math.min(...numbers), max: Math.max(...numbers) });
});

test('what is not finite is counted, and left out of the figures', async () => {
  const bytes = new Uint8Array(Float32Array.from([Number.NaN, 1, Number.POSITIVE_INFINITY, 3]).buffer);
  const pieces = async function* () {
    yield bytes;
  };
  const tensor: OnnxTensor = { name: 't', elementType: 'float32', shape: [4], bytes };
  const found = await tensorStatistics({ pieces }, tensor, never);
  expect(found).toMatchObject({ count: 4, nonFinite: 2, distribution: { min: 1, max: 3, mean: 2, stdDev: 1 } });
});

function weightsIn(location: string): OnnxModel {
  const model = largeModel();
  const initializers = model.graph.initializers.map((tensor) =>
    tensor.name === 'w' ? { ...tensor, external: { location, offset: 0, length: tensor.bytes.length } } : tensor,
  );
  return { ...model, graph: { ...model.graph, initializers } };
}
