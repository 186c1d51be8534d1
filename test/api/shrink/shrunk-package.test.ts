import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type ModelCard, shrinkModel, writeShrunkPackage } from '../../../api/index.ts';
import { exportModel } from '../../../exporter/export-model.ts';
import { parseBudget } from '../../../exporter/index.ts';
import { decodeModel } from '../../../onnx/index.ts';
import { changedCard, failedOf, network, plan, posterior, tampered } from '../../exporter/package/packages.ts';
import { modelOf, node } from '../../onnx/models.ts';
import { foreignCase, madeUpTable, sourceOf } from '../../support/foreign-case.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
const budget = parseBudget('params<300');
const cardOf = async (path: string) => JSON.parse(await readFile(join(path, 'card.json'), 'utf8')) as ModelCard;
const pageOf = (path: string) => readFile(join(path, 'card.md'), 'utf8');

describe('the package of a shrunk model', () => {
  test('says what it takes, answers and costs against the original, and verifies: an input for each column, labels', async () => {
    const dataset = await madeUpTable(['1', '2', '3']);
    const source = await foreignCase(dataset, { inputs: 'by-name', answers: 'label' });
    const shrunk = await shrinkModel(source, { dataset, budget, way: 'weights' });
    const path = folder.at('by name');
    await writeShrunkPackage(path, source, shrunk, { dataset });
    expect(await failedOf(path)).toEqual([]);
    const card = await cardOf(path);
    expect(card.shrunk).toMatchObject({
      way: 'weights',
      original: {
        name: 'model.onnx',
        sizeBytes: source.bytes.length,
        parameters: shrunk.report.file.before.parameters,
      },
      data: { sha256: dataset.provenance.sha256 },
      tested: { figure: 'accuracy', rows: 120 },
    });
    const { before, after } = shrunk.report.answers!;
    expect(card.metrics).toEqual({ before: { testAccuracy: before }, after: { testAccuracy: after } });
    expect(card.feeds).toHaveLength(8);
    expect(card.reference.inputs).toHaveLength(8);
    expect(card.answers?.kind).toBe('label');
    const page = await pageOf(path);
    expect(page).toMatch(/^Against the original, on 120 rows that nothing was chosen by: with 95 % confidence/m);
    expect(page).toContain('numpy.load(f"reference-input-{at}.npy")');

    const labels = await readFile(join(path, 'reference-output-0.npy'));
    labels[labels.length - 4] = labels[labels.length - 4]! ^ 1;
    await tampered(path, { 'reference-output-0.npy': labels });
    expect(await failedOf(path)).toEqual(['answers on node-cpu', 'answers on web-wasm']);
  });

  test('has made-up rows where there are no data, and its page cannot be edited alone', async () => {
    const dataset = await madeUpTable();
    const source = await foreignCase(dataset, { inputs: 'one', answers: 'sums' });
    const shrunk = await shrinkModel(source, { budget, weights: 'int8', lean: true });
    const path = folder.at('without data');
    const { reference, metrics } = await writeShrunkPackage(path, source, shrunk);
    expect(reference).toMatchObject({ rows: 16, source: 'node-cpu', tolerance: 0.02 });
    expect(metrics).toEqual({ before: {}, after: {} });
    expect(await failedOf(path)).toEqual([]);
    await changedCard(path, (card) => ({ ...card, model: { ...card.model, parameters: 1 } }));
    expect(await failedOf(path)).toEqual(['card']);
  });

  test('of a model without anything to prune is one of a copy, measured on the data', async () => {
    const dataset = await madeUpTable();
    const shape = ['n', dataset.input.kind === 'table' ? dataset.input.columns.length : 0];
    const model = modelOf({
      nodes: [node('ReduceMean', ['x'], ['y'], { attributes: { axes: { type: 'ints', value: [1n] } } })],
      inputs: [{ name: 'x', elementType: 'float32', shape }],
      outputs: [{ name: 'y', elementType: 'float32', shape: ['n', 1] }],
    });
    const source = sourceOf(model);
    const shrunk = await shrinkModel(source, { dataset });
    expect(shrunk.report.way).toBe('unchanged');
    const path = folder.at('unchanged');
    const card = await writeShrunkPackage(path, source, shrunk, { dataset });
    expect(card.network).toBeUndefined();
    expect(card.metrics.before).toEqual(card.metrics.after);
    expect(card.metrics.after['testRmse']).toBeGreaterThan(0);
    expect(await failedOf(path)).toEqual([]);
    expect(await pageOf(path)).toContain('a copy of the original');
  });

  test('of one of our own files takes back what that said of its network, and answers as it did', async () => {
    const source = sourceOf(decodeModel(exportModel(network, { posterior, plan }), 'own.onnx'));
    const shrunk = await shrinkModel(source, { budget: parseBudget('params<50') });
    const path = folder.at('own');
    const card = await writeShrunkPackage(path, source, shrunk);
    expect(card.network).toBe(shrunk.report.network!.after.network);
    expect(card).toMatchObject({ task: network.task, input: network.input, shrunk: { way: 'weights' } });
    expect(decodeModel(shrunk.model, 'own.onnx').metadata['secateur']).not.toContain('"kept"');
    expect(await failedOf(path)).toEqual([]);
    expect(await pageOf(path)).toContain('console.log(answers[0].label)');
  });
});
