import { beforeAll, expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { testInBrowser } from '../support/chromium.ts';
import { imagePosterior, studioFiles } from '../support/studio-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectSoundLooks, figureTitles, studioPages } from './studio-page.ts';

const folder = temporaryFolder();
const openStudio = studioPages();
beforeAll(async () => {
  for (const [name, bytes] of Object.entries(studioFiles())) await folder.write(name, bytes);
});

testInBrowser('a posterior is shown with its layers, inclusion, weights, inputs and origin', async () => {
  const { page, complaints } = await openStudio(folder.at('posterior.safetensors'));
  await page.waitForSelector('.network .block');
  expect(await page.locator('.network .block').count()).toBe(4);
  const { logOdds, likely } = inclusionOfFirstLayer();
  await page.getByText(`${likely} of ${logOdds.length} are more probably needed than not`).waitFor();
  await page.locator('.plot canvas').first().waitFor();
  expect(await inkIn(page, '.pixel-map')).toBeGreaterThan(0);
  expect(await inkIn(page, '.network .block canvas')).toBeGreaterThan(0);
  await page.getByLabel('Show').selectOption('stdDev');
  // All standard deviations of the example are the same.
  await page.getByText('0.1 … 0.1').waitFor();
  await page.getByRole('button', { name: /^Layer 2: 12/ }).click();
  await page.getByRole('heading', { name: 'Inclusion, Layer 2: 12' }).waitFor();
  await page.getByLabel('As a table').first().check();
  expect(await page.locator('.plot table tbody tr').count()).toBe(12);
  await page.getByLabel('As a table').first().uncheck();
  await expectSoundLooks(page, 'posterior');
  expect(complaints).toEqual([]);
  await page.close();
});

testInBrowser('inputs of a table are ranked by name', async () => {
  const { page, complaints } = await openStudio(folder.at('table.safetensors'));
  await page.waitForSelector('.ranked li');
  const names = await page.locator('.ranked-name').allTextContents();
  expect(names.toSorted()).toEqual(Array.from({ length: 6 }, (_, at) => `measure ${at + 1}`));
  const shares = (await page.locator('.ranked-share').allTextContents()).map(Number.parseFloat);
  expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  expect(complaints).toEqual([]);
  await page.close();
});

testInBrowser('a model is shown as a graph, and its nodes with attributes, shapes and values', async () => {
  const { page, complaints } = await openStudio(folder.at('pruned.onnx'));
  await page.waitForSelector('.node');
  await page.getByRole('button', { name: /^Gemm/ }).first().click();
  const side = page.locator('.model-side');
  await side.getByText('transB').waitFor();
  await side.getByText('Mean ± deviation').waitFor();
  await page.keyboard.press('ArrowDown');
  await side.getByRole('heading', { name: 'Relu' }).waitFor();
  await page.getByLabel('Find a node by operator or name').fill('softm');
  await page.locator('.found button').first().click();
  await side.getByRole('heading', { name: 'Softmax' }).waitFor();
  await expectSoundLooks(page, 'model-node');
  await page.getByRole('button', { name: 'Whole model' }).click();
  await side.getByText('Opset').waitFor();
  await expectSoundLooks(page, 'model');
  expect(complaints).toEqual([]);
  await page.close();
});

testInBrowser('the graph shows where a call spends its time, in figures, and by keys', async () => {
  const { page, complaints } = await openStudio(folder.at('pruned.onnx'));
  await page.getByLabel('Times on the graph').check();
  await page.getByRole('button', { name: 'Measure again' }).waitFor();
  const timed = page.locator('.node.shared');
  await timed.first().waitFor();
  const figures = await timed.locator('.node-mark').allTextContents();
  const shares = figures.map(Number.parseFloat);
  // Every layer of the file is timed, whatever the runtime has made of it.
  expect(shares.length).toBeGreaterThanOrEqual(3);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeGreaterThan(90);
  await expectSoundLooks(page, 'model-times');
  const longest = page.locator('.model-side table .inline-button').first();
  const name = await longest.textContent();
  await longest.press('Enter');
  await page
    .locator('.model-side')
    .getByRole('heading', { name: name!.split(' ')[0]! })
    .waitFor();
  await page.locator('.model-side').getByText(' % of a call, ').waitFor();
  await page.getByLabel('Times on the graph').uncheck();
  expect(await timed.count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.close();
});

testInBrowser('a report is shown with its figures, its latencies and its curve', async () => {
  const { page, complaints } = await openStudio(folder.at('report.json'));
  expect(await figureTitles(page)).toEqual(['Measure', 'dense', 'posterior-mean', 'pruned']);
  await page.locator('.plot canvas').first().waitFor();
  await expectSoundLooks(page, 'report');
  expect(complaints).toEqual([]);
  await page.close();
});

function inclusionOfFirstLayer() {
  const logOdds = imagePosterior().tensors['layers.0.inclusionLogit']!.data;
  return { logOdds, likely: logOdds.filter((value) => value > 0).length };
}

/** Pixels that are not clear. */
function inkIn(page: Page, selector: string): Promise<number> {
  return page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((value, at) => at % 4 === 3 && value > 0).length;
    });
}
