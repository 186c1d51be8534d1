import { readFile } from 'node:fs/promises';
import { beforeAll, expect } from '@jest/globals';
import { testInBrowser } from '../support/chromium.ts';
import { studioFiles } from '../support/studio-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectSoundLooks, figureTitles, keepScreenshot, studioPages } from './studio-page.ts';

const folder = temporaryFolder();
const openStudio = studioPages();
beforeAll(async () => {
  for (const [name, bytes] of Object.entries(studioFiles())) await folder.write(name, bytes);
});

testInBrowser('two models are aligned node by node, and saved as a page', async () => {
  const { page, complaints } = await openStudio(folder.at('whole.onnx'), folder.at('pruned.onnx'));
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.waitForSelector('.alignment tbody tr');
  const changes = await page.locator('.alignment .change-mark').allTextContents();
  expect(changes.filter((change) => change === 'narrowed')).toHaveLength(3);
  expect(changes).not.toContain('removed');
  await page.getByText('Changes are against whole.onnx').waitFor();
  await expectSoundLooks(page, 'compare');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as an HTML page' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('comparison.html');
  const html = await readFile(await download.path(), 'utf8');
  expect(html).toContain('whole.onnx');
  expect(html).toContain('pruned.onnx');

  await page.getByRole('button', { name: 'Swap' }).click();
  await page.getByText('Changes are against pruned.onnx').waitFor();
  await page.getByText('widened', { exact: true }).first().waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});

testInBrowser('a model is compared with what a report says of others', async () => {
  const { page, complaints } = await openStudio(folder.at('report.json'), folder.at('pruned.onnx'));
  await page.getByRole('button', { name: 'Compare' }).click();
  expect(await figureTitles(page)).toEqual(['Measure', 'dense', 'posterior-mean', 'pruned', 'pruned.onnx']);
  expect(await page.locator('.alignment').count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.close();
});

testInBrowser('two models are asked about the same data', async () => {
  const { page, complaints } = await openStudio(folder.at('table-whole.onnx'), folder.at('table-pruned.onnx'));
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByLabel('Data to ask both about').fill(folder.at('none.csv'));
  await page.getByRole('button', { name: 'Ask both' }).click();
  await page.locator('.failed').getByText('none.csv: no such file').waitFor();
  await page.getByRole('heading', { name: 'Nodes, side by side' }).waitFor();
  await page.getByLabel('Data to ask both about').fill('');
  await page.locator('.failed').waitFor({ state: 'detached' });
  await page.getByLabel('Data to ask both about').fill(folder.at('table.csv'));
  await page.getByLabel('Target column').fill('kind');
  await page.getByRole('button', { name: 'Ask both' }).click();
  await page.getByText('Both models were asked about the same 60 rows').waitFor();
  await page.getByText('Same class').waitFor();
  await expectSoundLooks(page, 'compare-answers');
  expect(complaints).toEqual([]);
  await page.close();
});

testInBrowser('with fewer than two files Compare says what it needs', async () => {
  const { page } = await openStudio(folder.at('pruned.onnx'));
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('heading', { name: 'Open two files to compare' }).waitFor();
  await keepScreenshot(page, 'compare-empty');
  await page.close();
});
