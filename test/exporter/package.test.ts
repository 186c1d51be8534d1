import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ModelCard, verifyModel, writePackage } from '../../api/index.ts';
import { randomStream, type Task } from '../../core/index.ts';
import { parseNpy } from '../../datasets/index.ts';
import { compact, exportModel, planPruning, sortByNeed } from '../../exporter/index.ts';
import { encodeNpy } from '../../exporter/package/npy.ts';
import { formatSums } from '../../exporter/package/sha256-sums.ts';
import {
  decodeModel,
  encodeModel,
  floatTensor,
  type OnnxModel,
  shapeFaults,
  summarize,
  valuesOf,
} from '../../onnx/index.ts';
import { modelOf, node } from '../onnx/models.ts';
import { keepExport } from '../support/keep-export.ts';
import { examplePosterior } from '../support/posterior-example.ts';
import { randomCompactNetwork, randomTable } from './random-network.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secateur-package-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const posterior = examplePosterior([12, 6, 5, 3]);
const plan = planPruning(posterior, { name: 'threshold', probability: 0.3 });
const network = compact(posterior, plan);

async function packed(name: string): Promise<string> {
  const path = join(folder, name);
  await writePackage(path, network, { posterior, plan, metrics: { before: { testAccuracy: 0.9 }, after: {} } });
  return path;
}

const failedOf = async (path: string) =>
  (await verifyModel(path)).checks.filter(({ status }) => status === 'failed').map(({ name }) => name);

/** Changes a file and puts its hash right again, as somebody who knows how would. */
async function tampered(path: string, changes: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(changes)) await writeFile(join(path, name), content);
  const names = (await readdir(path)).filter((name) => name !== 'SHA256SUMS');
  const files = await Promise.all(names.map(async (name) => [name, await readFile(join(path, name))] as const));
  await writeFile(join(path, 'SHA256SUMS'), formatSums(Object.fromEntries(files)));
}

async function changedCard(path: string, change: (card: ModelCard) => unknown): Promise<void> {
  const card = JSON.parse(await readFile(join(path, 'card.json'), 'utf8')) as ModelCard;
  await tampered(path, { 'card.json': JSON.stringify(change(card)) });
}

/** The model with its last weight a thousandth larger. */
function nudged(bytes: Uint8Array): Uint8Array {
  const model = decodeModel(bytes, 'model.onnx');
  const at = model.graph.initializers.findLastIndex(({ elementType }) => elementType === 'float32');
  const tensor = model.graph.initializers[at]!;
  const data = Float32Array.from(valuesOf(tensor) as Float32Array, (value) => value + 0.01);
  const initializers = model.graph.initializers.with(at, floatTensor(tensor.name, { shape: tensor.shape, data }));
  return encodeModel({ ...model, graph: { ...model.graph, initializers } });
}

describe('the card of a file whose weights no count finds', () => {
  const cut = { posterior, plan };
  const widths = [{ width: 0.5 }, { width: 1 }];

  test.each([
    ['samples', () => exportModel(network, { ...cut, predictive: { kind: 'samples', samples: 4 } })],
    ['moments', () => exportModel(network, { ...cut, predictive: { kind: 'moments' } })],
    ['a width a call', () => exportSorted({ by: 'input', widths })],
  ] as const)('counts those of the network, and says how it answers: %s', async (name, make) => {
    const path = join(folder, `hidden ${name}`);
    await writePackage(path, network, { ...cut, model: make(), metrics: { before: {}, after: {} } });
    const card = JSON.parse(await readFile(join(path, 'card.json'), 'utf8')) as ModelCard;
    const page = await readFile(join(path, 'card.md'), 'utf8');
    expect(card.model.parameters).toBe(exportedParameters());
    expect(card.predictive?.kind ?? card.adjustable?.by).toBe(name === 'a width a call' ? 'input' : name);
    expect(page).toContain(name === 'a width a call' ? '"width": numpy.float32([1])' : '| uncertainty |');
    expect(await failedOf(path)).toEqual([]);
    await changedCard(path, ({ predictive, adjustable, ...others }) => others);
    expect(await failedOf(path)).toEqual(['card']);
  });

  const exportSorted = (adjustable: { by: 'input'; widths: { width: number }[] }) => {
    const sorted = sortByNeed(network, posterior, plan);
    return exportModel(sorted.network, { ...cut, adjustable: { ...adjustable, narrows: sorted.narrows } });
  };
  const exportedParameters = () => summarize(decodeModel(exportModel(network), 'model.onnx')).parameters;
});

test('the card says what each value of a row is', async () => {
  const page = await readFile(join(await packed('columns'), 'card.md'), 'utf8');
  expect(page).toContain('The pixels of an image row by row, 1 x 12 x 1, from 0 to 255.');
});

describe('a package', () => {
  test('passes every check on every runtime, and is the same bytes every time', async () => {
    const [first, second] = [await packed('first'), await packed('second')];
    keepExport('packaged', await readFile(join(first, 'model.onnx')));
    const { checks, passed, kind } = await verifyModel(first);
    expect({ passed, kind }).toEqual({ passed: true, kind: 'package' });
    expect(checks.map(({ name, status }) => `${status} ${name}`)).toEqual([
      'passed hashes',
      'passed model',
      'passed shapes',
      'passed card',
      'passed reference',
      'passed answers on node-cpu',
      'passed answers on web-wasm',
    ]);
    for (const name of await readdir(first)) {
      expect(await readFile(join(first, name))).toEqual(await readFile(join(second, name)));
    }
  });

  test.each<[string, Task]>([
    ['regression', { kind: 'regression', target: 'price | x', mean: 250, scale: 40 }],
    [
      'regression with a spread',
      { kind: 'regression', target: 'y', mean: -3, scale: 2, likelihood: 'gaussian-heteroscedastic' },
    ],
    ['counts', { kind: 'regression', target: 'y', mean: 0, scale: 3, likelihood: 'poisson' }],
    ['two classes', { kind: 'classification', labels: ['no', 'yes\n'], likelihood: 'binary' }],
  ])('of a table and %s passes its checks', async (name, task) => {
    const random = randomStream(3, name);
    const path = join(folder, name);
    await writePackage(path, randomCompactNetwork(random, randomTable(random), task));
    expect(await failedOf(path)).toEqual([]);
  });

  test.each(['model.onnx', 'card.json', 'card.md', 'labels.json', 'reference-input-0.npy', 'reference-output-1.npy'])(
    'fails on one changed bit in %s',
    async (name) => {
      const path = await packed('bit');
      const bytes = await readFile(join(path, name));
      const at = bytes.length - 2;
      bytes[at] = bytes[at]! ^ 1;
      await writeFile(join(path, name), bytes);
      expect(await failedOf(path)).toContain('hashes');
    },
  );

  test('fails when a file is gone, or its hash is not listed', async () => {
    const path = await packed('gone');
    await rm(join(path, 'card.md'));
    expect(await failedOf(path)).toEqual(['hashes']);
    const other = await packed('unlisted');
    await writeFile(join(other, 'SHA256SUMS'), '');
    expect(await failedOf(other)).toEqual(['hashes']);
  });

  test('fails when it holds a file that was not packed', async () => {
    const path = await packed('more');
    await writeFile(join(path, 'model.onnx.data'), 'weights from elsewhere');
    const { checks } = await verifyModel(path);
    expect(checks.filter(({ status }) => status === 'failed')).toEqual([
      expect.objectContaining({ name: 'hashes', detail: expect.stringContaining('model.onnx.data: was not packed') }),
    ]);
  });

  test('fails when its card names no reference rows, or others than are stored, whatever the hashes say', async () => {
    const withRows = (rows: unknown) => (card: ModelCard) => ({ ...card, reference: { ...card.reference, rows } });
    for (const rows of [0, -1, 1.5, '16', undefined]) {
      const path = await packed('rows');
      await changedCard(path, withRows(rows));
      expect(await failedOf(path)).toEqual(['card']);
    }
    const path = await packed('rows');
    await changedCard(path, withRows(17));
    expect(await failedOf(path)).toEqual(['reference']);
  });

  test('fails when its card says nothing of the model, and still checks the answers', async () => {
    const path = await packed('silent');
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
      const path = await packed('lie');
      await changedCard(path, lie);
      expect(await failedOf(path)).toEqual(['card']);
    }
    const path = await packed('labels');
    await tampered(path, { 'labels.json': '["label 2","label 1","label 0"]' });
    expect(await failedOf(path)).toEqual(['card']);
    await changedCard(await packed('excuse'), (card) => ({ ...card, reference: { ...card.reference, tolerance: 1 } }));
    expect(await failedOf(join(folder, 'excuse'))).toEqual(['card']);
  });

  test('fails on every runtime when its weights are others, though card and hashes were made to fit', async () => {
    const path = await packed('nudged');
    const model = nudged(await readFile(join(path, 'model.onnx')));
    const elsewhere = join(folder, 'figures');
    await writePackage(elsewhere, network, { posterior, plan, model });
    await tampered(path, { 'model.onnx': model });
    const { model: figures } = JSON.parse(await readFile(join(elsewhere, 'card.json'), 'utf8')) as ModelCard;
    await changedCard(path, (card) => ({ ...card, model: figures }));
    expect(await failedOf(path)).toEqual(['answers on node-cpu', 'answers on web-wasm']);
  });

  test('of a file with other weights than the network stores what that file answers', async () => {
    const path = join(folder, 'own-answers');
    const card = await writePackage(path, network, {
      model: nudged(exportModel(network, { posterior, plan })),
      posterior,
      plan,
    });
    expect(card.reference).toMatchObject({ source: 'node-cpu', tolerance: 0.02 });
    expect(await failedOf(path)).toEqual([]);
  });

  test('replaces an earlier package and nothing else', async () => {
    const path = await packed('again');
    await packed('again');
    await writeFile(join(path, 'notes.txt'), 'mine');
    await expect(packed('again')).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      message: expect.stringContaining("'notes.txt'"),
    });
    expect(await readFile(join(path, 'notes.txt'), 'utf8')).toBe('mine');
    await writeFile(join(folder, 'file'), '');
    await expect(packed('file')).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    await mkdir(join(folder, 'empty'));
    await packed('empty');
    expect((await readdir(folder)).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  test('has a card for people with the figures of the one for programs', async () => {
    const path = await packed('card');
    const text = await readFile(join(path, 'card.md'), 'utf8');
    const card = JSON.parse(await readFile(join(path, 'card.json'), 'utf8')) as ModelCard;
    const counts = card.inclusionHistogram!.map(({ counts }) => counts.reduce((sum, count) => sum + count, 0));
    expect(counts).toEqual(plan.groups.map(({ logOdds }) => logOdds.length));
    for (const part of [card.network, String(card.model.parameters), card.posterior!.data.sha256, 'testAccuracy']) {
      expect(text.replaceAll('\\', '')).toContain(part);
    }
  });
});

describe('verify', () => {
  test('says of a folder without hashes that it is no package', async () => {
    await expect(verifyModel(folder)).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
    await expect(verifyModel(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });

  test('compares runtimes on a model without stored answers, and finds weights that are no numbers', async () => {
    const path = join(folder, 'plain.onnx');
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

test('arrays are written as NumPy writes them', () => {
  for (const values of [Float32Array.of(1.5, Number.NaN, -0), Float64Array.of(1 / 3, 2, 1e300)]) {
    const bytes = encodeNpy([3, 1], values);
    const npy = parseNpy(bytes, 'x.npy');
    expect({ shape: npy.shape, type: npy.type }).toEqual({
      shape: [3, 1],
      type: values instanceof Float64Array ? 'f8' : 'f4',
    });
    expect([0, 1, 2].map(npy.at)).toEqual([...values]);
    expect((bytes.length - values.byteLength) % 64).toBe(0);
  }
  expect(parseNpy(encodeNpy([2], Float32Array.of(1, 2)), 'x.npy').shape).toEqual([2]);
});
