import { beforeAll, describe, expect, test } from '@jest/globals';
import { shrinkModel } from '../../../api/shrink/shrink-model.ts';
import type { ShrinkSource } from '../../../api/shrink/shrink-options.ts';
import { randomStream } from '../../../core/index.ts';
import { type Dataset, datasetFrom } from '../../../datasets/index.ts';
import { parseBudget } from '../../../exporter/index.ts';
import { decodeModel, summarize } from '../../../onnx/index.ts';
import { load, recordedDevice } from '../../../runtime/index.ts';
import { foreignGraph, int } from '../../onnx/foreign/foreign-graph.ts';
import { sourceOf } from '../../support/foreign-case.ts';
import { recordedReport } from '../../support/recorded-report.ts';

/** Two hidden layers, a layer normalisation, which no network of ours has, and two layers more: a number of eight. */
function cutTrunk(): ShrinkSource {
  const made = foreignGraph(17, randomStream(2, 'cut trunk'));
  const layer = (from: string, inputs: number, units: number) =>
    made.node('Gemm', [from, made.weights([inputs, units]), made.weights([units])]);
  const relu = (from: string) => made.node('Relu', [from]);
  const before = layer(relu(layer('x', 8, 20)), 20, 10);
  const normal = made.node('LayerNormalization', [before, made.weights([10], 0.2, 1), made.weights([10], 0.1)], {
    axis: int(-1),
  });
  const last = layer(relu(layer(normal, 10, 16)), 16, 1);
  return sourceOf(made.model(last, ['N', 8], ['N', 1]));
}

/** Rows, and what the model says of them. */
async function answered(source: ShrinkSource): Promise<Dataset> {
  const random = randomStream(4, 'answered rows');
  const values = Float32Array.from({ length: 400 * 8 }, () => random.normal());
  await using model = await load(source.bytes);
  const { y } = await model.run({ x: { type: 'float32', data: values, dims: [400, 8] } });
  const rows = Array.from({ length: 400 }, (_, row) => ({
    ...Object.fromEntries(Array.from({ length: 8 }, (_, column) => [`x${column}`, values[8 * row + column]!])),
    y: Number(y!.data[row]),
  }));
  return datasetFrom(rows, { target: 'y', task: 'regression', keepConstant: true });
}

describe('a model with several parts that are networks', () => {
  let source: ShrinkSource;
  beforeAll(() => {
    source = cutTrunk();
  });

  test('is read with all of them, and what divides them is the only obstacle', () => {
    const { body, others, obstacles } = source.foreign;
    expect(
      [body!, ...others].map(({ network }) => network.layers.filter(({ kind }) => kind === 'dense').length),
    ).toEqual([2, 2]);
    expect(others[0]!.output).toBe('y');
    expect(obstacles.map(({ operator }) => operator)).toEqual(['LayerNormalization']);
  });

  test('gets within a budget that the largest alone cannot reach', async () => {
    const budget = parseBudget('params<150');
    const asked = { way: 'weights', budget } as const;
    await expect(shrinkModel(source, { ...asked, bodies: 1 })).rejects.toMatchObject({ code: 'BUDGET_OUT_OF_REACH' });
    const { model, report } = await shrinkModel(source, asked);
    expect(report.others).toHaveLength(1);
    expect(report.others![0]!.after.parameters).toBeLessThan(report.others![0]!.before.parameters);
    expect(report.file.after.parameters).toBeLessThanOrEqual(150);
    expect(summarize(decodeModel(model, 'small')).parameters).toBe(report.file.after.parameters);
  });

  test('is cut to a size and to a latency that is predicted for a recorded device', async () => {
    const device = recordedDevice(recordedReport({ overheadMs: 0.02, macsPerMs: 1e6 }), 'phone.json');
    const asked = { way: 'weights', recordedDevice: device } as const;
    const { report } = await shrinkModel(source, { ...asked, budget: parseBudget('params<150,p50<1s') });
    expect(report.others).toHaveLength(1);
    expect(report.budget!.find(({ quantity }) => quantity === 'p50')!.predicted).toBeDefined();
    const dataset = await answered(source);
    const onProgress = () => {
      throw new Error('trained before it was refused');
    };
    for (const others of [{ budget: parseBudget('params<150') }, {}, { rule: { name: 'median' } } as const]) {
      await expect(
        shrinkModel(source, { recordedDevice: device, dataset, onProgress, ...others }),
      ).rejects.toMatchObject({
        code: 'ARGUMENT_INVALID',
        message: expect.stringMatching(/only asked by a budget of lat/),
      });
    }
  });

  test('is trained part by part with data, and judged against the original as a whole', async () => {
    const { report } = await shrinkModel(source, {
      dataset: await answered(source),
      budget: parseBudget('params<400'),
      ...{ epochs: 5, fineTuneEpochs: 20 },
    });
    expect(report).toMatchObject({ way: expect.stringMatching(/fit|weights/), answers: { figure: 'rmse' } });
    expect(report.others).toHaveLength(1);
    expect(report.file.after.parameters).toBeLessThanOrEqual(400);
    expect(report.reading!.largestDifference).toBeLessThan(1e-4);
  });
});

test('a part that could not be trained is cut only where the whole is better for it, and the last is trained for what it answers', async () => {
  const made = foreignGraph(17, randomStream(6, 'normalised classes'));
  const layer = (from: string, inputs: number, units: number) =>
    made.node('Gemm', [from, made.weights([inputs, units]), made.weights([units])]);
  const normal = made.node(
    'LayerNormalization',
    [layer('x', 8, 20), made.weights([20], 0.2, 1), made.weights([20], 0.1)],
    { axis: int(-1) },
  );
  const logits = layer(made.node('Relu', [layer(made.node('Relu', [normal]), 20, 16)]), 16, 3);
  const source = sourceOf(made.model(logits, ['N', 8], ['N', 3]));
  const random = randomStream(7, 'rows of classes');
  const values = Float32Array.from({ length: 400 * 8 }, () => random.normal());
  await using model = await load(source.bytes);
  const { y } = await model.run({ x: { type: 'float32', data: values, dims: [400, 8] } });
  const scores = Array.from({ length: 400 }, (_, row) => Array.from(y!.data.slice(3 * row, 3 * row + 3), Number));
  const rows = scores.map((said, row) => ({
    ...Object.fromEntries(Array.from({ length: 8 }, (_, column) => [`x${column}`, values[8 * row + column]!])),
    kind: `${said.indexOf(Math.max(...said))}`,
  }));
  const dataset = await datasetFrom(rows, { target: 'kind', keepConstant: true });
  const asked = { dataset, budget: parseBudget('params<450'), epochs: 4, fineTuneEpochs: 10 };
  const { report } = await shrinkModel(source, asked);
  expect(report.way).toBe('fit');
  expect(report.others).toBeUndefined();
  expect(report.notes.join(' ')).toMatch(/2 parts the largest alone was cut/);
  expect(report.notes.join(' ')).not.toMatch(/What the 3 outputs/);
  const { report: both } = await shrinkModel(source, { ...asked, budget: parseBudget('params<220') });
  expect(both).toMatchObject({ way: 'fit', others: [{ output: expect.any(String) }] });
});

test('two heads on a trunk are cut with it, each to its share', async () => {
  const made = foreignGraph(13, randomStream(3, 'two heads'));
  const layer = (from: string, inputs: number, units: number) =>
    made.node('Gemm', [from, made.weights([inputs, units]), made.weights([units])]);
  const head = (from: string) => layer(made.node('Relu', [layer(from, 12, 14)]), 14, 2);
  const trunk = layer(made.node('Relu', [layer('x', 8, 20)]), 20, 12);
  const [one, two] = [head(trunk), head(trunk)];
  const joined = made.node('Concat', [made.node('Sin', [one]), made.node('Sin', [two])], { axis: int(1) });
  const source = sourceOf(made.model(joined, ['N', 8], ['N', 4]));
  expect(source.foreign.others).toHaveLength(2);
  const { report } = await shrinkModel(source, { way: 'weights', budget: parseBudget('params<250') });
  expect(report.file.after.parameters).toBeLessThanOrEqual(250);
  expect(report.others).toHaveLength(2);
  for (const { before, after } of report.others!) expect(after.parameters).toBeLessThan(before.parameters);
});
