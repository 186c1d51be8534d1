import { describe, expect, test } from '@jest/globals';
import { shrinkModel } from '../../../api/shrink/shrink-model.ts';
import { randomStream } from '../../../core/index.ts';
import { datasetFrom } from '../../../datasets/index.ts';
import { parseBudget } from '../../../exporter/index.ts';
import type { OnnxModel } from '../../../onnx/index.ts';
import { foreignGraph, int, ints } from '../../onnx/foreign/foreign-graph.ts';
import { foreignCase, madeUpTable, sourceOf } from '../../support/foreign-case.ts';

/** What is refused, or said, does not depend on how well anything was trained. */
const quick = { epochs: 1, fineTuneEpochs: 1 };

async function classifier(answers: 'probabilities' | 'sums' = 'probabilities') {
  const dataset = await madeUpTable(['0', '1', '2']);
  return { dataset, source: await foreignCase(dataset, { inputs: 'one', answers }) };
}

describe('Refused, with both sides named', () => {
  test('a budget that no cut reaches', async () => {
    const { dataset, source } = await classifier();
    await expect(shrinkModel(source, { ...quick, dataset, budget: parseBudget('params<5') })).rejects.toMatchObject({
      code: 'BUDGET_OUT_OF_REACH',
      message: expect.stringMatching(/the least that these cuts reach is params<\d+/),
    });
  });

  test('a table with other columns than the model takes', async () => {
    const { source } = await classifier();
    const rows = Array.from({ length: 60 }, (_, row) => ({ a: Math.sin(row), b: Math.cos(row), y: `${row % 3}` }));
    const dataset = await datasetFrom(rows, { target: 'y', task: 'classification' });
    await expect(shrinkModel(source, { dataset })).rejects.toMatchObject({
      code: 'SHAPE_MISMATCH',
      message: expect.stringMatching(/takes 'float_input' \[batch, 8\], but .* has 2 columns/),
    });
  });

  test('a model that no runtime takes, by the name of its file', async () => {
    const dataset = await madeUpTable(['0', '1', '2']);
    const made = foreignGraph(13, randomStream(1, 'unknown operator'));
    const hidden = made.node('Frobnicate', [made.node('MatMul', ['x', made.weights([8, 3])])]);
    const source = { ...sourceOf(made.model(hidden, ['N', 8], ['N', 3])), name: 'theirs.onnx' };
    await expect(shrinkModel(source, { ...quick, dataset })).rejects.toMatchObject({
      message: expect.stringMatching(/^theirs\.onnx: .*Frobnicate/),
    });
  });

  test('columns of text for a model that takes numbers', async () => {
    const { source } = await classifier();
    const rows = Array.from({ length: 60 }, (_, row) => ({
      a: Math.sin(row),
      town: row % 2 ? 'Oslo' : 'Bergen',
      y: `${row % 3}`,
    }));
    const dataset = await datasetFrom(rows, { target: 'y', task: 'classification' });
    await expect(shrinkModel(source, { dataset })).rejects.toMatchObject({
      code: 'SHAPE_MISMATCH',
      message: expect.stringMatching(/rows holds text in the column 'town'/),
    });
  });

  test('classes that the model does not tell apart', async () => {
    const { source } = await classifier();
    const dataset = await madeUpTable(['a', 'b', 'c', 'd']);
    await expect(shrinkModel(source, { dataset })).rejects.toMatchObject({
      code: 'SHAPE_MISMATCH',
      message: expect.stringMatching(/tells 3 classes apart, but the data has 4: 'a', 'b', 'c', 'd'/),
    });
  });

  test('a number to predict where the model has classes', async () => {
    const { source } = await classifier();
    await expect(shrinkModel(source, { dataset: await madeUpTable() })).rejects.toMatchObject({
      code: 'SHAPE_MISMATCH',
      message: expect.stringMatching(/--task classification/),
    });
  });

  test('missing values that the model answers with NaN', async () => {
    const { dataset, source } = await classifier();
    const rows = (dataset.rows as Float32Array).slice();
    rows[dataset.split.train[0]! * 8 + 2] = Number.NaN;
    await expect(shrinkModel(source, { dataset: { ...dataset, rows } })).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringMatching(/answers NaN .* to row \d+/),
    });
  });

  test('a budget of accuracy without data, and weights alone without a budget', async () => {
    const { source } = await classifier();
    await expect(shrinkModel(source, { budget: parseBudget('accuracy>-1%') })).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
    });
    await expect(shrinkModel(source, {})).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
      message: expect.stringMatching(/--budget/),
    });
  });
});

test('A model without anything to prune passes through unchanged, and says what is in the way', async () => {
  const model: OnnxModel = {
    irVersion: 8,
    opsets: [{ domain: '', version: 13 }],
    graph: {
      name: 'main',
      nodes: [{ opType: 'Abs', inputs: ['x'], outputs: ['y'] }],
      initializers: [],
      inputs: [{ name: 'x', elementType: 'float32', shape: ['N', 4] }],
      outputs: [{ name: 'y', elementType: 'float32', shape: ['N', 4] }],
    },
    metadata: {},
  };
  const source = sourceOf(model);
  const { model: bytes, report } = await shrinkModel(source, { budget: parseBudget('1kB') });
  expect(report.way).toBe('unchanged');
  expect(report.why).not.toMatch(/does not keep/);
  expect(bytes).toEqual(source.bytes);
  const other = await shrinkModel(source, { budget: parseBudget('10B,params<3') });
  expect(other.report.why).toMatch(/does not keep the budget bytes<10\./);
});

test('A network over the steps of a sequence passes through, for its rows are not those of the data', async () => {
  const { dataset } = await classifier();
  const made = foreignGraph(13, randomStream(1, 'steps'));
  const steps = made.node('Reshape', ['x', made.indices([-1, 2])]);
  const hidden = made.node('Relu', [made.node('Gemm', [steps, made.weights([2, 5])])]);
  const outputs = made.node('Gemm', [hidden, made.weights([5, 3])]);
  const back = made.node('Reshape', [outputs, made.indices([-1, 4, 3])]);
  const last = made.node('ReduceMean', [back], { axes: ints([1]), keepdims: int(0) });
  const source = sourceOf(made.model(last, ['N', 8], ['N', 3]));
  expect(source.foreign.body).toBeDefined();
  const { model, report } = await shrinkModel(source, { ...quick, dataset, budget: parseBudget('params<9') });
  expect(report.why).toMatch(/not one row for each row of the data.* does not keep the budget params<9\./);
  expect(model).toEqual(source.bytes);
});

test('Where it is unknown what outputs mean and no budget is given, both are said', async () => {
  const { dataset } = await classifier();
  const made = foreignGraph(13, randomStream(1, 'unread'));
  const layer = (from: string, inputs: number, units: number) =>
    made.node('Gemm', [from, made.weights([inputs, units])]);
  const first = made.node('Celu', [layer('x', 8, 6)]);
  const last = layer(made.node('Celu', [layer(first, 6, 12)]), 12, 3);
  const source = sourceOf(made.model(last, ['N', 8], ['N', 3]));
  await expect(shrinkModel(source, { ...quick, dataset })).rejects.toMatchObject({
    code: 'ARGUMENT_INVALID',
    message: expect.stringMatching(/could not be found out.*they need a budget/),
  });
});

test('A model that is within the budget already is left alone', async () => {
  const { dataset, source } = await classifier();
  const { model, report } = await shrinkModel(source, { dataset, budget: parseBudget('1MB,params<10k') });
  expect(report.way).toBe('unchanged');
  expect(report.why).toMatch(/within the budget already/);
  expect(model).toEqual(source.bytes);
});

/** A model that was shrunk with data, with the curve of what that costs. */
async function shrunk() {
  const { dataset, source } = await classifier();
  const how = { epochs: 15, fineTuneEpochs: 3, measureTradeOff: true };
  const { posterior, tradeOff } = await shrinkModel(source, { ...how, dataset, budget: parseBudget('params<400') });
  return { source, posterior: posterior!, tradeOff: tradeOff! };
}
let made: ReturnType<typeof shrunk> | undefined;
const shrunkOnce = () => {
  made ??= shrunk();
  return made;
};

test('A posterior that was saved for another model is refused', async () => {
  const { posterior } = await shrunkOnce();
  const other = await foreignCase(await madeUpTable(), { inputs: 'one', answers: 'sums' });
  await expect(shrinkModel(other, { posterior, budget: parseBudget('params<300') })).rejects.toMatchObject({
    code: 'ARGUMENT_INVALID',
    message: expect.stringMatching(/about the network 8-24-16-3, but model.onnx has 8-24-16-1/),
  });
});

test('A budget of accuracy can be kept without data by the curve that was measured with it', async () => {
  const { source, ...saved } = await shrunkOnce();
  const { report } = await shrinkModel(source, { ...saved, budget: parseBudget('accuracy>-5%') });
  expect(report.budget![0]!.value).toBeLessThanOrEqual(0.05);
  expect(report.network!.after.parameters).toBeLessThan(report.network!.before.parameters);
});

test('Data that the model does no better on than guessing is doubted, with advice', async () => {
  const { dataset, source } = await classifier();
  const shuffled = dataset.targets.map((_, row) => dataset.targets[(row * 7919 + 13) % dataset.targets.length]!);
  const { report } = await shrinkModel(source, {
    ...quick,
    dataset: { ...dataset, targets: shuffled },
    budget: parseBudget('params<300'),
  });
  expect(report.notes.join(' ')).toMatch(
    /probably not fed as it was trained.*--target, and at the order of the classes: its answers are taken for '/,
  );
});

test('A budget of parameters is one of the file, with those outside the part that is cut', async () => {
  const made = foreignGraph(13, randomStream(1, 'heads'));
  const layer = (from: string, inputs: number, units: number) =>
    made.node('Gemm', [from, made.weights([inputs, units])]);
  const hidden = layer(made.node('Relu', [layer('x', 8, 10)]), 10, 12);
  const last = layer(made.node('Celu', [hidden]), 12, 3);
  const source = sourceOf(made.model(last, ['N', 8], ['N', 3]));
  const { report } = await shrinkModel(source, { way: 'weights', budget: parseBudget('params<200') });
  expect(report.way).toBe('weights');
  expect(report.file.after.parameters).toBeLessThanOrEqual(200);
  expect(report.budget![0]!.value).toBe(report.file.after.parameters);
});
