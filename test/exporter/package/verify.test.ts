import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type ModelCard, verifyModel, writePackage } from '../../../api/index.ts';
import { exportModel } from '../../../exporter/index.ts';
import { decodeModel, encodeModel, floatTensor, type OnnxModel, shapeFaults } from '../../../onnx/index.ts';
import { modelOf, node } from '../../onnx/models.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { changedCard, failedOf, network, nudged, packed, plan, posterior, tampered } from './packages.ts';

const folder = temporaryFolder();

describe('a model that keeps its weights in another file', () => {
  const fixture = new URL('../../../../test/fixtures/foreign/torch-scaled-dynamo-external-18.onnx', import.meta.url);

  test('is verified with them, on every runtime', async () => {
    const { checks } = await verifyModel(fixture.pathname);
    expect(checks.map(({ name, status }) => `${status} ${name}`)).toEqual([
      'passed model',
      'passed shapes',
      'passed answers on node-cpu',
      'passed answers on web-wasm',
    ]);
  });

  test('fails without them', async () => {
    const path = await folder.write('alone.onnx', await readFile(fixture));
    const { checks } = await verifyModel(path);
    expect(checks).toEqual([expect.objectContaining({ name: 'model', status: 'failed' })]);
  });
});

describe('a package', () => {
  test.each(['model.onnx', 'card.json', 'card.md', 'labels.json', 'reference-input-0.npy', 'reference-output-1.npy'])(
    'fails on one changed bit in %s',
    async (name) => {
      const path = await packed(folder, 'bit');
      const bytes = await readFile(join(path, name));
      const at = bytes.length - 2;
      bytes[at] = bytes[at]! ^ 1;
      await writeFile(join(path, name), bytes);
      expect(await failedOf(path)).toContain('hashes');
    },
  );

  test('fails when a file is gone, or its hash is not listed', async () => {
    const path = await packed(folder, 'gone');
    await rm(join(path, 'card.md'));
    expect(await failedOf(path)).toEqual(['hashes']);
    const other = await packed(folder, 'unlisted');
    await writeFile(join(other, 'SHA256SUMS'), '');
    expect(await failedOf(other)).toEqual(['hashes']);
  });

  test('fails when it holds a file that was not packed', async () => {
    const path = await packed(folder, 'more');
    await writeFile(join(path, 'model.onnx.data'), 'weights from elsewhere');
    const { checks } = await verifyModel(path);
    expect(checks.filter(({ status }) => status === 'failed')).toEqual([
      expect.objectContaining({ name: 'hashes', detail: expect.stringContaining('model.onnx.data: was not packed') }),
    ]);
  });

  test('fails when its card names no reference rows, or others than are stored, whatever the hashes say', async () => {
    const withRows = (rows: unknown) => (card: ModelCard) => ({ ...card, reference: { ...card.reference, rows } });
    for (const rows of [0, -1, 1.5, '16', undefined]) {
      const path = await packed(folder, 'rows');
      await changedCard(path, withRows(rows));
      expect(await failedOf(path)).toEqual(['card']);
    }
    const path = await packed(folder, 'rows');
    await changedCard(path, withRows(17));
    expect(await failedOf(path)).toEqual(['reference']);
  });

  test('fails when its card says nothing of the model, and still checks the answers', async () => {
    const path = await packed(folder, 'silent');
    await changedCard(path, ({ model, ...others }) => others);
    const { checks } = await verifyModel(path);
    expect(checks.map(({ name, status }) => `${status} ${name}`).slice(3)).toEqual([
      'failed card',
      'passed reference',
      'passed answers on node-cpu',
      'passed answers on web-wasm',
    ]);
  });

  test('fails when its card speaks of another model, whatever the hashes say', async () => {
    const lies: readonly ((card: ModelCard) => unknown)[] = [
      (card) => ({ ...card, model: { ...card.model, parameters: 1 } }),
      (card) => ({ ...card, network: '1-1' }),
      (card) => ({ ...card, cut: { ...card.cut, rule: 'fdr=0.01' } }),
      (card) => ({ ...card, posterior: { ...card.posterior, sha256: '0'.repeat(64) } }),
    ];
    for (const lie of lies) {
      const path = await packed(folder, 'lie');
      await changedCard(path, lie);
      expect(await failedOf(path)).toEqual(['card']);
    }
    const path = await packed(folder, 'labels');
    await tampered(path, { 'labels.json': '["label 2","label 1","label 0"]' });
    expect(await failedOf(path)).toEqual(['card']);
    await changedCard(await packed(folder, 'excuse'), (card) => ({
      ...card,
      reference: { ...card.reference, tolerance: 1 },
    }));
    expect(await failedOf(folder.at('excuse'))).toEqual(['card']);
  });

  test('fails when its page for people was edited, whatever the hashes say', async () => {
    const path = await packed(folder, 'edited');
    const page = await readFile(join(path, 'card.md'), 'utf8');
    for (const edited of [page.replace('0.9', '0.99'), `${page}\nApproved.\n`, '', page.slice(0, -2)]) {
      await tampered(path, { 'card.md': edited });
      expect(await failedOf(path)).toEqual(['card']);
    }
    await tampered(path, { 'card.md': page });
    expect(await failedOf(path)).toEqual([]);
    const hollow = JSON.stringify({ ...JSON.parse(await readFile(join(path, 'card.json'), 'utf8')), metrics: null });
    await tampered(path, { 'card.json': hollow });
    expect(await failedOf(path)).toEqual(['card']);
  });

  test('fails on every runtime when its weights are others, though card and hashes were made to fit', async () => {
    const path = await packed(folder, 'nudged');
    const model = nudged(await readFile(join(path, 'model.onnx')));
    const elsewhere = folder.at('figures');
    await writePackage(elsewhere, network, { posterior, plan, model });
    await tampered(path, { 'model.onnx': model });
    const { model: figures } = JSON.parse(await readFile(join(elsewhere, 'card.json'), 'utf8')) as ModelCard;
    await changedCard(path, (card) => ({ ...card, model: figures }));
    expect(await failedOf(path)).toEqual(['answers on node-cpu', 'answers on web-wasm']);
  });
});

describe('verify', () => {
  test('says of a folder without hashes that it is no package', async () => {
    await expect(verifyModel(folder.path())).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
    await expect(verifyModel(folder.at('nowhere'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });

  test('compares runtimes on a model without stored answers, and finds weights that are no numbers', async () => {
    const path = folder.at('plain.onnx');
    await writeFile(path, exportModel(network));
    expect((await verifyModel(path)).checks.map(({ status }) => status)).toEqual([
      'passed',
      'passed',
      'passed',
      'passed',
    ]);
    const model = decodeModel(exportModel(network), path);
    const initializers = model.graph.initializers.map((tensor) =>
      tensor.elementType === 'float32' ? { ...tensor, bytes: new Uint8Array(tensor.bytes.length).fill(255) } : tensor,
    );
    await writeFile(path, encodeModel({ ...model, graph: { ...model.graph, initializers } }));
    expect(await failedOf(path)).toEqual(['model']);
  });

  test('allows runtimes to round what codes are multiplied with, as onnxruntime does behind DequantizeLinear', async () => {
    const layers = network.layers.map((layer) => ({ ...layer, activation: 'tanh' as const }));
    const lean = exportModel({ ...network, layers } as typeof network, { weights: 'int8', lean: true });
    const { checks } = await verifyModel(await folder.write('lean.onnx', lean));
    expect(decodeModel(lean, 'lean.onnx').graph.nodes.map(({ opType }) => opType)).toContain('DequantizeLinear');
    expect(checks.filter(({ status }) => status !== 'passed')).toEqual([]);
  });

  test('finds shapes that lie', () => {
    const x = { name: 'x', elementType: 'float32', shape: ['N', 3] } as const;
    const weights = floatTensor('w', { shape: [3, 2], data: new Float32Array(6) });
    const graphOf = (shape: readonly (number | string)[]): OnnxModel['graph'] =>
      modelOf({
        nodes: [node('MatMul', ['x', 'w'], ['y'])],
        initializers: [weights],
        inputs: [x],
        outputs: [{ name: 'y', elementType: 'float32', shape }],
      }).graph;
    expect(shapeFaults(graphOf(['N', 2]))).toEqual([]);
    expect(shapeFaults(graphOf(['N', 'classes']))).toEqual([]);
    expect(shapeFaults(graphOf(['N', 4]))).toEqual(['y is said to be [N, 4] but comes out as [1, 2]']);
    expect(shapeFaults(graphOf(['N']))).toHaveLength(1);
  });
});
