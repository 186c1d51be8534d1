import { beforeAll, expect } from '@jest/globals';
import { compact, load, parseRule, planPruning } from '../../api/index.ts';
import { compactOutputs } from '../exporter/random-network.ts';
import { testInBrowser } from '../support/chromium.ts';
import { openStudio } from '../support/open-studio.ts';
import { imagePosterior, studioFiles } from '../support/studio-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { exportTo, openPrune, shownRule } from './prune-page.ts';

const folder = temporaryFolder();
const posterior = imagePosterior();
beforeAll(async () => {
  for (const [name, bytes] of Object.entries(studioFiles())) await folder.write(name, bytes);
});

testInBrowser('what is exported answers as the cut network of the reference', async () => {
  await using studio = await openStudio({ files: [folder.at('posterior.safetensors')] });
  const { page } = studio;
  await openPrune(page);
  const output = folder.at('from-studio.onnx');
  await page.getByLabel('Layer 2: units more or fewer').fill('2');
  await page.getByLabel('Layer 2: units more or fewer').press('Tab');
  await exportTo(page, output);
  await page.getByText(`Written: ${output}`).waitFor();
  // Another view, another order: what was filled in and written is still there.
  await page.getByLabel('Weights', { exact: true }).selectOption('int8');
  await page.getByRole('button', { name: 'Inspect', exact: true }).click();
  await openPrune(page);
  await page.getByText(`Written: ${output}`).waitFor();
  expect(await page.getByLabel('File', { exact: true }).inputValue()).toBe(output);
  await page.getByLabel('Criterion').selectOption('magnitude');
  await page.getByText('cut by magnitude').waitFor();
  await page.getByLabel('Criterion').selectOption('inclusion');
  await page.getByText('cut by inclusion').waitFor();
  expect(await page.getByLabel('Weights', { exact: true }).inputValue()).toBe('int8');
  await page.getByLabel('Layer 2: units more or fewer').fill('2');
  await page.getByLabel('Layer 2: units more or fewer').press('Tab');

  const network = compact(posterior, planPruning(posterior, parseRule(await shownRule(page))));
  await using model = await load(output);
  const rows = Float32Array.from({ length: 3 * 64 }, (_, at) => (at * 37) % 256);
  const answers = (await model.predict(rows)) as readonly { readonly probabilities: Float32Array }[];
  const features = Array.from({ length: 3 }, (_, row) =>
    network.keptInputs.map((input) => rows[64 * row + input]! / 255),
  );
  const logits = compactOutputs(network, features.flat());
  for (const [row, { probabilities }] of answers.entries()) {
    const own = Array.from(logits.subarray(3 * row, 3 * row + 3), Math.exp);
    const sum = own.reduce((total, value) => total + value, 0);
    for (const [label, value] of own.entries()) expect(probabilities[label]).toBeCloseTo(value / sum, 5);
  }
  expect([studio.complaints, studio.bugs]).toEqual([[], []]);
});

testInBrowser('an export that cannot be written says why, and nothing is lost', async () => {
  await using studio = await openStudio({ files: [folder.at('posterior.safetensors')] });
  const { page } = studio;
  await openPrune(page);
  for (const [output, why] of [
    ['/dev/full', 'not a regular file'],
    [folder.at('posterior.safetensors'), 'destroy it'],
    [`${folder.at('whole.onnx')}/below.onnx`, 'is not a folder'],
  ] as const) {
    await exportTo(page, output);
    await page.locator('.failed').getByText(why).waitFor();
  }
  await exportTo(page, folder.at('after-all.onnx'));
  await page.getByText('Written:').waitFor();
  expect([studio.complaints, studio.bugs]).toEqual([[], []]);
});
