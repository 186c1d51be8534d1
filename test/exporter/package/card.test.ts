import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type ModelCard, verifyModel, writePackage } from '../../../api/index.ts';
import { exportModel, sortByNeed } from '../../../exporter/index.ts';
import { decodeModel, summarize } from '../../../onnx/index.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { changedCard, failedOf, network, packed, plan, posterior, tampered } from './packages.ts';

const folder = temporaryFolder();

describe('the card of a file whose weights no count finds', () => {
  const cut = { posterior, plan };
  const widths = [{ width: 0.5 }, { width: 1 }];

  test.each([
    ['samples', () => exportModel(network, { ...cut, predictive: { kind: 'samples', samples: 4 } })],
    ['moments', () => exportModel(network, { ...cut, predictive: { kind: 'moments' } })],
    ['a width a call', () => exportSorted({ by: 'input', widths })],
  ] as const)('counts those of the network, and says how it answers: %s', async (name, make) => {
    const path = folder.at(`hidden ${name}`);
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

test('a card says where a posterior was tempered, and nothing where it was not', async () => {
  const cold = { ...posterior, tempering: { ...posterior.tempering, slab: 0.05 } };
  for (const each of [posterior, cold]) {
    const path = folder.at(`tempered ${each.tempering.slab}`);
    const model = exportModel(network, { posterior: each, plan });
    await writePackage(path, network, { posterior: each, plan, model, metrics: { before: {}, after: {} } });
    const page = await readFile(join(path, 'card.md'), 'utf8');
    expect(page.includes("the slab's part of the KL divergence counts 0.05")).toBe(each === cold);
    expect(await failedOf(path)).toEqual([]);
  }
});

describe('a package of many widths', () => {
  const adjustableWidths = [0.25, 0.6, 1];
  const sorted = sortByNeed(network, posterior, plan);
  const packedAs = async (by: 'load' | 'input') => {
    const adjustable = {
      narrows: sorted.narrows,
      by,
      widths: adjustableWidths.map((width) => ({ width, validation: { name: 'accuracy', value: 0.5 + width / 3 } })),
    };
    const path = folder.at(`widths by ${by}`);
    const model = exportModel(sorted.network, { posterior, plan, adjustable });
    await writePackage(path, sorted.network, { posterior, plan, model, adjustable });
    return path;
  };

  test.each(['load', 'input'] as const)('stores and checks the answers at each, chosen by %s', async (by) => {
    const path = await packedAs(by);
    const { checks } = await verifyModel(path);
    expect(checks.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(checks.at(-1)!.detail).toContain('at each of 3 widths');
    const page = await readFile(join(path, 'card.md'), 'utf8');
    expect(page).toMatch(/\| widths \| 0\.25, 0\.6, 1, chosen/);
    expect(page).toMatch(/^\| 0\.6 \| [\d-]+ \| \d+ \| \d+ \| validation accuracy 0\.7 \|$/m);
    const [wide, narrow] = await Promise.all(
      ['reference-output-0.npy', 'reference-width-0.25-output-0.npy'].map((name) => readFile(join(path, name))),
    );
    expect(narrow).not.toEqual(wide);
    await tampered(path, { 'reference-width-0.25-output-0.npy': wide! });
    expect(await failedOf(path)).toEqual(['answers on node-cpu', 'answers on web-wasm']);
  });
});

test('the card says what each value of a row is', async () => {
  const page = await readFile(join(await packed(folder, 'columns'), 'card.md'), 'utf8');
  expect(page).toContain('The pixels of an image row by row, 1 x 12 x 1, from 0 to 255.');
});

describe('a package', () => {
  test('has a card for people with the figures of the one for programs', async () => {
    const path = await packed(folder, 'card');
    const text = await readFile(join(path, 'card.md'), 'utf8');
    const card = JSON.parse(await readFile(join(path, 'card.json'), 'utf8')) as ModelCard;
    const counts = card.inclusionHistogram!.map(({ counts }) => counts.reduce((sum, count) => sum + count, 0));
    expect(counts).toEqual(plan.groups.map(({ logOdds }) => logOdds.length));
    for (const part of [card.network, String(card.model.parameters), card.posterior!.data.sha256, 'testAccuracy']) {
      expect(text.replaceAll('\\', '')).toContain(part);
    }
  });
});
