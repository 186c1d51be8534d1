import { describe, expect, test } from '@jest/globals';
import { rowFeeds } from '../../../api/shrink/feeds/row-feeds.ts';
import { shrinkModel } from '../../../api/shrink/shrink-model.ts';
import { parseBudget } from '../../../exporter/index.ts';
import { decodeModel } from '../../../onnx/index.ts';
import { load } from '../../../runtime/index.ts';
import { columnNames, foreignCase, madeUpTable, sourceOf } from '../../support/foreign-case.ts';
import type { Style } from '../../support/foreign-style.ts';
import { keepExport } from '../../support/keep-export.ts';

const quick = { epochs: 25, fineTuneEpochs: 25 };

describe('A classifier of somebody else', () => {
  test.each<[string, Style, readonly string[]]>([
    ['one input and probabilities', { inputs: 'one', answers: 'probabilities' }, ['0', '1', '2']],
    ['one input and sums', { inputs: 'one', answers: 'sums' }, ['low', 'medium', 'high']],
    ['an input for each column, and labels', { inputs: 'by-name', answers: 'label' }, ['1', '2', '3']],
  ])('with %s gets smaller, keeps its interface and does the same job', async (_, style, labels) => {
    const dataset = await madeUpTable(labels);
    const source = await foreignCase(dataset, style);
    const { model, report } = await shrinkModel(source, { ...quick, dataset, budget: parseBudget('params<250') });
    keepExport(`shrunk-${style.inputs}-${style.answers}`, model);

    expect(report.way).toBe('fit');
    expect(report.reading!.largestDifference).toBeLessThan(1e-5);
    expect(report.network!.after.parameters).toBeLessThanOrEqual(250);
    expect(model.length).toBe(report.file.after.sizeBytes);
    expect(model.length).toBeLessThan(0.6 * source.bytes.length);
    const { answers } = report;
    expect(answers!.figure).toBe('accuracy');
    expect(answers!.before).toBeGreaterThan(0.75);
    expect(answers!.after).toBeGreaterThan(answers!.before - 0.1);
    expect(answers!.loss.atMost).toBeGreaterThan(answers!.loss.difference);

    const [before, after] = [decodeModel(source.bytes, 'before'), decodeModel(model, 'after')];
    expect(after.graph.inputs).toEqual(before.graph.inputs);
    expect(after.graph.outputs).toEqual(before.graph.outputs);
    expect((report.keptInputs ?? []).length).toBeLessThan(columnNames.length);
    expect(report.keptInputs).toEqual(expect.arrayContaining(['height', 'width', 'weight']));
  });

  test('has its accuracy measured on the written file and the test rows alone', async () => {
    const dataset = await madeUpTable(['0', '1', '2']);
    const source = await foreignCase(dataset, { inputs: 'one', answers: 'probabilities' });
    const { model, report } = await shrinkModel(source, { ...quick, dataset, budget: parseBudget('1.8kB') });
    expect(model.length).toBeLessThanOrEqual(1800);
    const rows = dataset.split.test;
    const accuracy = async (bytes: Uint8Array) => {
      await using session = await load(bytes);
      const result = await session.run(rowFeeds('model', session.inputs, dataset)(rows));
      const probabilities = Object.values(result)[0]!.data as Float32Array;
      const right = rows.filter((row, at) => {
        const own = Array.from(probabilities.subarray(3 * at, 3 * at + 3));
        return own.indexOf(Math.max(...own)) === dataset.targets[row];
      });
      return right.length / rows.length;
    };
    expect(report.answers!.rows).toBe(rows.length);
    expect(report.answers!.before).toBeCloseTo(await accuracy(source.bytes), 9);
    expect(report.answers!.after).toBeCloseTo(await accuracy(model), 9);
  });

  test('of two classes with one logistic output is read and shrunk', async () => {
    const dataset = await madeUpTable(['no', 'yes']);
    const binary = { ...dataset, task: { ...dataset.task, likelihood: 'binary' } } as typeof dataset;
    const source = await foreignCase(binary, { inputs: 'one', answers: 'probabilities' });
    const { report } = await shrinkModel(source, { ...quick, dataset, budget: parseBudget('params<200') });
    expect(report.way).toBe('fit');
    expect(report.answers!.before).toBeGreaterThan(0.8);
    expect(report.answers!.after).toBeGreaterThan(report.answers!.before - 0.1);
  });

  test('that was fed standardised columns is found out to have been', async () => {
    const dataset = await madeUpTable(['0', '1', '2']);
    const source = await foreignCase(dataset, { inputs: 'one', answers: 'probabilities' });
    const { graph } = source.foreign.model;
    const bare = {
      ...source.foreign.model,
      graph: {
        ...graph,
        nodes: graph.nodes
          .filter(({ opType }) => opType !== 'Sub' && opType !== 'Div')
          .map((node) => ({ ...node, inputs: node.inputs.map((name) => (name === 'scaled' ? 'float_input' : name)) })),
        initializers: graph.initializers.filter(({ name }) => name !== 'mean' && name !== 'scale'),
      },
    };
    const { report } = await shrinkModel(sourceOf(bare), { ...quick, dataset, budget: parseBudget('params<250') });
    expect(report.notes.join(' ')).toMatch(/fed standardised/);
    expect(report.answers!.before).toBeGreaterThan(0.75);
  });

  test('can be cut again to another budget, without data or training, from what was learned', async () => {
    const dataset = await madeUpTable(['0', '1', '2']);
    const source = await foreignCase(dataset, { inputs: 'one', answers: 'probabilities' });
    const first = await shrinkModel(source, { ...quick, dataset, budget: parseBudget('params<400') });
    const again = await shrinkModel(source, { posterior: first.posterior!, budget: parseBudget('params<150') });
    expect(again.report.way).toBe('fit');
    expect(again.report.answers).toBeUndefined();
    expect(again.report.network!.after.parameters).toBeLessThanOrEqual(150);
    const tuned = await shrinkModel(source, {
      ...quick,
      dataset,
      posterior: first.posterior!,
      budget: parseBudget('params<150'),
    });
    expect(tuned.report.network).toEqual(again.report.network);
    expect(tuned.report.answers!.after).toBeGreaterThan(0.6);
  });

  test('keeps within a budget of accuracy on the rows that the budget is about', async () => {
    const dataset = await madeUpTable(['0', '1', '2']);
    const source = await foreignCase(dataset, { inputs: 'one', answers: 'label' });
    const { report } = await shrinkModel(source, {
      ...quick,
      fineTuneEpochs: 8,
      dataset,
      budget: parseBudget('accuracy>-3%'),
    });
    expect(report.budget![0]!.value).toBeLessThanOrEqual(0.03);
    expect(report.network!.after.parameters).toBeLessThan(report.network!.before.parameters);
  });
});

test('A regression whose answer is scaled after the network keeps its unit', async () => {
  const dataset = await madeUpTable();
  const source = await foreignCase(dataset, { inputs: 'one', answers: 'sums' });
  const { report } = await shrinkModel(source, { ...quick, dataset, budget: parseBudget('params<300') });
  const { answers } = report;
  expect(answers!.figure).toBe('rmse');
  expect(answers!.after).toBeLessThan(1.3 * answers!.before);
  expect(answers!.agreement).toBeGreaterThan(0.8);
  expect(answers!.loss.atLeast).toBeLessThanOrEqual(answers!.loss.difference);
});

test('A budget of error is within reach, however little training helps: the original keeps it', async () => {
  const dataset = await madeUpTable();
  const source = await foreignCase(dataset, { inputs: 'one', answers: 'sums' });
  const budget = parseBudget('rmse<+0.01%');
  const { report } = await shrinkModel(source, { dataset, budget, epochs: 1, fineTuneEpochs: 1 });
  expect(report.budget![0]!.value).toBeLessThanOrEqual(0.0001);
  expect(report.answers!.agreement).toBeGreaterThan(0.9);
});

test('Where the budget lets everything stay, so do the weights', async () => {
  const dataset = await madeUpTable();
  const source = await foreignCase(dataset, { inputs: 'one', answers: 'sums' });
  const { report } = await shrinkModel(source, { dataset, budget: parseBudget('p50<1000ms'), epochs: 1 });
  expect(report.network!.after).toEqual(report.network!.before);
  expect(report.answers!.after).toBeCloseTo(report.answers!.before, 3);
});

test('Without data units go by their weights, inputs stay, and nothing is claimed of accuracy', async () => {
  const dataset = await madeUpTable(['0', '1', '2']);
  const source = await foreignCase(dataset, { inputs: 'one', answers: 'probabilities' });
  const { report } = await shrinkModel(source, { budget: parseBudget('params<400') });
  expect(report.way).toBe('weights');
  expect(report.keptInputs).toBeUndefined();
  expect(report.answers).toBeUndefined();
  expect(report.network!.after.parameters).toBeLessThanOrEqual(400);
  const measured = await shrinkModel(source, { way: 'weights', dataset, budget: parseBudget('params<400') });
  expect(measured.report.answers!.after).toBeGreaterThan(0.5);
});

test('Weights of eight bits take a quarter of the bytes, and answers hardly change', async () => {
  const dataset = await madeUpTable(['0', '1', '2']);
  const source = await foreignCase(dataset, { inputs: 'one', answers: 'probabilities' });
  const first = await shrinkModel(source, { ...quick, dataset, budget: parseBudget('params<500') });
  const { posterior } = first;
  const plain = await shrinkModel(source, { posterior: posterior!, budget: parseBudget('params<500') });
  const lean = await shrinkModel(source, {
    posterior: posterior!,
    budget: parseBudget('params<500'),
    weights: 'int8',
    lean: true,
  });
  keepExport('shrunk-lean', lean.model);
  expect(lean.model.length).toBeLessThan(0.6 * plain.model.length);
  await using one = await load(plain.model);
  await using other = await load(lean.model);
  const feeds = rowFeeds('model', one.inputs, dataset)(dataset.split.test);
  const [expected, got] = [
    (await one.run(feeds))['probabilities']!.data,
    (await other.run(feeds))['probabilities']!.data,
  ];
  (expected as Float32Array).forEach((value, at) => {
    expect(Math.abs(value - (got as Float32Array)[at]!)).toBeLessThan(0.1);
  });
});
