import { readFile } from 'node:fs/promises';
import { beforeAll, expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { load, loadDataset, rawRows } from '../../api/index.ts';
import { decodeModel, valuesOf } from '../../onnx/index.ts';
import { adaptModel } from '../../trainer/adapt/adapt-model.ts';
import { onnxEngine } from '../../trainer/index.ts';
import { testInBrowser } from '../support/chromium.ts';
import { digitModel } from '../support/digit-model.ts';
import { examplePages } from '../support/example-page.ts';
import { putOnPaper } from '../support/put-on-paper.ts';
import { rotated } from '../support/rotated-digits.ts';
import { runInNode } from '../support/run-in-node.ts';

/** Digits turned by so much are read badly by a network that has only seen upright ones. */
const degrees = 40;
const ownCount = 20;
const unseenCount = 300;

let bytes: Uint8Array;
let own: { rows: Float32Array; labels: number[] };
let unseen: { rows: Float32Array; labels: number[] };

beforeAll(async () => {
  bytes = await digitModel();
  const dataset = await loadDataset('mnist', {});
  const turned = (start: number, count: number) => {
    const part = dataset.split.test.subarray(start, start + count);
    return {
      rows: rotated(rawRows(dataset, part), degrees),
      labels: Array.from(part, (row) => dataset.targets[row]!),
    };
  };
  // Behind the images that the page itself takes for its held-out sample.
  own = turned(5000, ownCount);
  unseen = turned(6000, unseenCount);
});
const openExample = examplePages('finetune-in-browser', () => bytes);

/** Puts a digit on the paper and says what it is. */
async function teach(page: Page, row: Float32Array, label: number): Promise<void> {
  await putOnPaper(page, row);
  await page.click(`#labels [data-label="${label}"]`);
}

async function teachAll(page: Page): Promise<void> {
  for (const [row, label] of own.labels.entries()) {
    await teach(page, own.rows.subarray(row * 784, (row + 1) * 784), label);
  }
}

async function percent(page: Page, selector: string): Promise<number> {
  return Number.parseFloat((await page.textContent(selector))!);
}

async function accuracyOf(model: Uint8Array, { rows, labels }: typeof own): Promise<number> {
  await using opened = await load(model);
  if (opened.kind !== 'classification') throw new Error(opened.kind);
  const answers = await opened.predict(rows);
  return answers.filter(({ index }, row) => index === labels[row]).length / labels.length;
}

testInBrowser(
  'the example page teaches the network turned digits, without it forgetting, and gives the model away',
  async () => {
    const { page, complaints } = await openExample();
    await teachAll(page);
    expect(await page.locator('#collected li').count()).toBe(ownCount);
    await page.click('#adapt');
    await page.waitForSelector('#download:enabled');

    expect(await percent(page, '#own-before')).toBeLessThan(65);
    expect(await percent(page, '#own-after')).toBeGreaterThanOrEqual(80);
    const forgotten = (await percent(page, '#held-before')) - (await percent(page, '#held-after'));
    expect(forgotten).toBeLessThan(8);

    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
    const adapted = new Uint8Array(await readFile(await download.path()));
    expect(await accuracyOf(adapted, unseen)).toBeGreaterThan((await accuracyOf(bytes, unseen)) + 0.08);
    expect(complaints).toEqual([]);
    await page.close();
  },
);

testInBrowser('a page adapts a model to the same weights as Node does', async () => {
  const { page, complaints } = await openExample();
  const { rows, labels } = own;
  const settings = { steps: 40, batchSize: 8, seed: 3 };
  const inPage = await page.evaluate(
    async ({ rows, labels, settings }) => {
      const { adaptModel } = await import('secateur/trainer/web');
      const model = new Uint8Array(await (await fetch('/out/demo/pruned.onnx')).arrayBuffer());
      const onnxruntime = '/node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs';
      const adapted = await adaptModel(model, { rows: Float32Array.from(rows), labels }, { ...settings, onnxruntime });
      return { bytes: Array.from(adapted.bytes), losses: Array.from(adapted.losses) };
    },
    { rows: Array.from(rows), labels, settings },
  );
  const inNode = await adaptModel(bytes, own, settings, { engine: onnxEngine(), run: runInNode });
  expectClose(inPage.losses, inNode.losses);
  const weights = (model: Uint8Array) =>
    decodeModel(model, 'adapted').graph.initializers.filter(({ elementType }) => elementType === 'float32');
  const expected = weights(inNode.bytes);
  weights(Uint8Array.from(inPage.bytes)).forEach((tensor, index) => {
    expect(tensor.name).toBe(expected[index]!.name);
    expectClose(valuesOf(tensor) as Float32Array, valuesOf(expected[index]!) as Float32Array);
  });
  expect(complaints).toEqual([]);
  await page.close();
});

testInBrowser('the example page stops adapting when told to, and the model stays as it was', async () => {
  const { page } = await openExample();
  await teach(page, own.rows.subarray(0, 784), own.labels[0]!);
  await page.evaluate(() => {
    document.querySelector<HTMLButtonElement>('#adapt')!.click();
    document.querySelector<HTMLButtonElement>('#stop')!.click();
  });
  await page.waitForFunction(() => document.querySelector('#status')!.textContent!.includes('interrupted'));
  expect(await page.isDisabled('#download')).toBe(true);
  expect(await page.isEnabled('#adapt')).toBe(true);
  await page.close();
});

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (const [at, value] of Array.from(expected).entries()) {
    expect(Math.abs(actual[at]! - value)).toBeLessThan(1e-4 * (1 + Math.abs(value)));
  }
}
