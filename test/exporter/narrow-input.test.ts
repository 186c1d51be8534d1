import { describe, expect, test } from '@jest/globals';
import { columnCount, featureNames, type InputSpec, randomStream, type Task } from '../../core/index.ts';
import { exportModel, narrowInput } from '../../exporter/index.ts';
import { load } from '../../runtime/index.ts';
import { randomCompactNetwork, randomRows, randomTable } from './random-network.ts';

const task: Task = { kind: 'classification', labels: ['no', 'yes'] };

/** The same answers from the columns it names as from whole rows, in onnxruntime. */
async function expectSameAnswers(input: InputSpec, seed: number) {
  const random = randomStream(seed, 'narrow input');
  const network = randomCompactNetwork(random, input, task);
  const rows = randomRows(random, input, 20);
  const { network: narrow, features } = narrowInput(network);
  await using whole = await load(exportModel(network));
  await using part = await load(exportModel(narrow, { features }));
  const width = columnCount(input);
  const read = features.map(({ column }) => column);
  const few = Float32Array.from({ length: 20 * read.length }, (_, at) => {
    return rows[Math.floor(at / read.length) * width + read[at % read.length]!]!;
  });
  expect(part.inputs[0]!.dims).toEqual(['N', read.length]);
  expect(part.metadata).toMatchObject({ features: JSON.parse(JSON.stringify(features)) });
  const logits = async (model: typeof whole, values: Float32Array) => {
    const dims = [20, values.length / 20];
    return (await model.run({ input: { type: 'float32', data: values, dims } }))['logits']!.data as Float32Array;
  };
  const [before, after] = [await logits(whole, rows), await logits(part, few)];
  after.forEach((value, at) => {
    expect(Math.abs(value - before[at]!)).toBeLessThanOrEqual(1e-4 * (1 + Math.abs(before[at]!)));
  });
  return { features, network, narrow };
}

describe('narrowInput', () => {
  test('answers the same from only the columns that are read: tables', async () => {
    for (let seed = 0; seed < 15; seed++) {
      const input = randomTable(randomStream(seed, 'narrow table'));
      const { features } = await expectSameAnswers(input, seed);
      const names = input.kind === 'table' ? input.columns.map(({ name }) => name) : [];
      expect(features.map(({ name }) => name)).toEqual(features.map(({ column }) => names[column]));
    }
  });

  test('and vectors of pixels, which become columns by name', async () => {
    const input: InputSpec = { kind: 'image', height: 4, width: 5, channels: 1, scale: 255 };
    for (let seed = 0; seed < 5; seed++) {
      const { features, network } = await expectSameAnswers(input, seed);
      expect(features.map(({ column }) => column)).toEqual(network.keptInputs);
      expect(features.map(({ name }) => name)).toEqual(network.keptInputs.map((index) => featureNames(input)[index]));
    }
  });

  test('refuses networks that read whole images', () => {
    const input: InputSpec = { kind: 'image', height: 4, width: 4, channels: 1, scale: 255 };
    const network = randomCompactNetwork(randomStream(1, 'whole'), input, task);
    const image = { height: 4, width: 4, channels: 1 };
    expect(() => narrowInput({ ...network, image })).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
  });
});
