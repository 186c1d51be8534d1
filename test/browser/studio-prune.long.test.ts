import { rm } from 'node:fs/promises';
import { beforeAll, expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { compact, load, parseRule, planPruning, prepareTraining, runTraining } from '../../api/index.ts';
import { randomStream } from '../../core/index.ts';
import { compactOutputs } from '../exporter/random-network.ts';
import { testInBrowser } from '../support/chromium.ts';
import { openStudio } from '../support/open-studio.ts';
import { imagePosterior, studioFiles } from '../support/studio-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectSoundLooks } from './studio-page.ts';

const folder = temporaryFolder();
const posterior = imagePosterior();
const files = studioFiles();
beforeAll(async () => {
  for (const [name, bytes] of Object.entries(files)) await folder.write(name, bytes);
});

async function openPrune(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Prune', exact: true }).click();
  await page.getByRole('slider', { name: 'Cut' }).waitFor();
}

/** The rule of the command that the page shows. */
async function shownRule(page: Page): Promise<string> {
  const command = await page.locator('.command').textContent();
  return /--rule (\S+)/.exec(command!)![1]!;
}

function parametersOf(rule: string): string {
  return planPruning(posterior, parseRule(rule)).after.parameters.toLocaleString('en-US');
}

function card(page: Page, name: string) {
  return page.locator('.figure-card').filter({ has: page.getByText(name, { exact: true }) });
}

async function exportTo(page: Page, output: string): Promise<void> {
  await page.getByLabel('File', { exact: true }).fill(output);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
}

testInBrowser('a posterior is cut by hand, by rule and by budget, and each step can be taken back', async () => {
  await using studio = await openStudio({ files: [folder.at('posterior.safetensors')] });
  const { page } = studio;
  await openPrune(page);
  const slider = page.getByRole('slider', { name: 'Cut' });
  const undo = page.getByRole('button', { name: 'Undo' });
  expect(await shownRule(page)).toBe('median');

  await slider.focus();
  await slider.press('Home');
  expect(await shownRule(page)).toBe('top=100');
  await slider.press('ArrowRight');
  await slider.press('ArrowRight');
  expect(await shownRule(page)).toBe('top=98');
  const box = (await slider.boundingBox())!;
  await page.mouse.move(box.x + 10, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 10 });
  await page.mouse.up();
  const dragged = await shownRule(page);
  expect(Number(dragged.slice(4))).toBeLessThan(80);
  expect(await card(page, 'Parameters').locator('strong').textContent()).toBe(parametersOf(dragged));
  // A drag is one step, and the keys before it are steps of their own.
  await undo.click();
  expect(await shownRule(page)).toBe('top=98');
  await page.keyboard.press('Control+y');
  expect(await shownRule(page)).toBe(dragged);

  await page.getByLabel('Rule', { exact: true }).fill('fdr=0.3');
  await page.getByLabel('Rule', { exact: true }).press('Enter');
  expect(await shownRule(page)).toBe('fdr=0.3');
  await page.getByLabel('Rule', { exact: true }).fill('fdr=0.00001');
  await page.getByLabel('Rule', { exact: true }).press('Enter');
  await page.getByText('would keep no input').waitFor();
  expect(await shownRule(page)).toBe('fdr=0.3');
  await slider.press('End');
  // It was about another cut.
  await page.getByText('would keep no input').waitFor({ state: 'detached' });

  const multiple = page.getByLabel('Widths in multiples of');
  await multiple.pressSequentially('16');
  expect(await multiple.inputValue()).toBe('16');
  expect(await page.locator('.command').textContent()).toContain('--round 16');
  await undo.click();
  expect(await multiple.inputValue()).toBe('');
  await multiple.fill('few');
  await page.getByText('A whole number from 1.').waitFor();
  await multiple.fill('');

  await page.getByLabel('Budget, at most').fill('600');
  await page.getByLabel('of', { exact: true }).selectOption('parameters');
  await page.getByLabel('Budget, at most').press('Enter');
  await page.waitForFunction(() => document.querySelector('.command')?.textContent?.includes('--rule top='));
  const within = await shownRule(page);
  expect(planPruning(posterior, parseRule(within)).after.parameters).toBeLessThanOrEqual(600);
  await page.getByLabel('Budget, at most').fill('3.4k');
  await page.getByLabel('of', { exact: true }).selectOption('bytes');
  await page.getByLabel('Budget, at most').press('Enter');
  await page.waitForFunction((before) => !document.querySelector('.command')?.textContent?.includes(before), within);
  await card(page, 'File').getByText('exact').waitFor();
  expect(Number((await card(page, 'File').locator('strong').textContent())!.replace(' kB', ''))).toBeLessThanOrEqual(3.4);

  await page.getByLabel('Layer 1: keep at least').fill('20');
  await page.getByLabel('Layer 1: keep at least').press('Tab');
  await page.getByText('Layer 1: 20 of 24 units stay.').waitFor();
  expect(await shownRule(page)).toMatch(/^layers=\d+-20-\d+$/);
  await page.getByLabel('Layer 1: keep at most').fill('10');
  await page.getByLabel('Layer 1: keep at most').press('Tab');
  expect(await page.getByLabel('Layer 1: keep at least').inputValue()).toBe('10');
  await page.getByText('Layer 1: 10 of 24 units stay.').waitFor();
  await page.getByLabel('Lock Inputs').check();
  const inputs = await page.locator('.in-words li').nth(1).textContent();
  await slider.press('End');
  expect(await page.locator('.in-words li').nth(1).textContent()).toBe(inputs);
  await page.getByRole('button', { name: 'Clear all overrides' }).click();
  await page.getByText('Layer 1: 1 of 24 units stay.').waitFor();
  await expectSoundLooks(page, 'prune');
  expect([studio.complaints, studio.bugs]).toEqual([[], []]);
});

testInBrowser('latency is measured when asked for, and points of the plot are chosen by keys', async () => {
  await using studio = await openStudio({ files: [folder.at('table.safetensors')] });
  const { page } = studio;
  await openPrune(page);
  await page.getByRole('button', { name: 'Measure latency' }).click();
  await card(page, 'Latency, one row').getByText('measured, ').waitFor({ timeout: 120_000 });

  await page.getByLabel('Data', { exact: true }).fill(folder.at('none.csv'));
  await page.getByRole('button', { name: 'Measure the trade-off curve' }).click();
  // What goes wrong while another view is in front is told afterwards.
  await page.getByRole('button', { name: 'Inspect', exact: true }).click();
  await openPrune(page);
  await page.locator('.measure-curve').getByText('none.csv').waitFor();

  await page.getByLabel('As a table').first().check();
  const points = page.locator('.plot table .inline-button');
  await points.first().press('Enter');
  const smallest = await shownRule(page);
  await points.last().press('Enter');
  await page.waitForFunction((before) => !document.querySelector('.command')?.textContent?.includes(before), smallest);
  await expectSoundLooks(page, 'prune-points');
  expect([studio.complaints, studio.bugs]).toEqual([[], []]);
});

testInBrowser('what looks at data finds it: scores, guarantees, budgets of scores and mixes of formats', async () => {
  const data = folder.at('rows.csv');
  const random = randomStream(3, 'rows to learn');
  const rows = Array.from({ length: 400 }, () => {
    const values = Array.from({ length: 5 }, () => random.normal());
    return [...values.map((value) => value.toFixed(3)), values[0]! + values[1]! > 0 ? 'yes' : 'no'].join(',');
  });
  await folder.write('rows.csv', new TextEncoder().encode(['a,b,c,d,e,kind', ...rows].join('\n')));
  const options = {
    output: folder.at('trained.safetensors'),
    network: '5-8-2',
    family: 'node',
    epochs: 5,
    temperSlab: 1,
    temperInclusion: 1,
    selectInputs: true,
    seed: 1,
    narrow: true,
  };
  const listener = { signal: new AbortController().signal, onProgress: () => undefined, note: () => undefined };
  await runTraining(await prepareTraining(data, options, listener), options, listener);
  await using studio = await openStudio({ files: [folder.at('trained.safetensors')] });
  const { page } = studio;
  await openPrune(page);
  await page.getByLabel('Criterion').selectOption('taylor');
  await page.getByText('The criterion taylor looks at data').waitFor();
  await page.keyboard.press('Escape');
  await page.getByLabel('Data', { exact: true }).fill(data);
  await page.getByLabel('Criterion').selectOption('taylor');
  await page.getByText('cut by taylor').waitFor();
  await page.getByLabel('Criterion').selectOption('inclusion');
  await page.getByText('cut by inclusion').waitFor();

  const rule = page.getByLabel('Rule', { exact: true });
  await rule.fill('certified=0.3,delta=0.2');
  await rule.press('Enter');
  await page.locator('.in-words').getByText('With confidence 80 %').waitFor();
  expect(await shownRule(page)).toBe('certified=0.3,delta=0.2');
  await page.getByLabel('Weights', { exact: true }).selectOption('mixed');
  await page.getByLabel('Most that rounding may cost, %').fill('30');
  await exportTo(page, folder.at('certified.onnx'));
  await page.locator('.outcome').getByText('With confidence 80 %').waitFor();
  await page.locator('.outcome').getByText('Weights layer by layer: int').waitFor();
  await page.getByRole('slider', { name: 'Cut' }).press('Home');
  // It was said of another cut.
  expect(await page.locator('.in-words').textContent()).not.toContain('With confidence');

  // A page that is opened again finds the curve that is being measured, or is there by now.
  await page.getByRole('button', { name: 'Measure the trade-off curve' }).click();
  await page.reload();
  await page.getByText('Measured on validation rows along the nested cuts').waitFor();
  expect(await page.locator('.prune .failed').allTextContents()).toEqual([]);

  await page.getByRole('slider', { name: 'Cut' }).press('Home');
  expect(await shownRule(page)).toBe('top=13');
  await page.getByLabel('Budget, at most').fill('20');
  await page.getByLabel('of', { exact: true }).selectOption('accuracy');
  await page.getByLabel('Budget, at most').press('Enter');
  await page.waitForFunction(() => !document.querySelector('.command')?.textContent?.includes('top=13'));
  expect(Number.parseInt((await card(page, 'Parameters').locator('strong').textContent())!, 10)).toBeLessThan(66);
  await expectSoundLooks(page, 'prune-data');
  expect([studio.complaints, studio.bugs]).toEqual([[], []]);
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

testInBrowser('a file that is gone, a worker that is killed and a second window are survived', async () => {
  await folder.write('passing.safetensors', files['posterior.safetensors']!);
  await using studio = await openStudio({ files: [folder.at('passing.safetensors')] });
  const { page } = studio;
  await openPrune(page);
  const second = await studio.openPage();
  await openPrune(second);
  await second.getByRole('slider', { name: 'Cut' }).press('End');
  expect(await shownRule(page)).toBe('median');

  await card(page, 'File').getByText('exact').waitFor();
  studio.children.at(-1)!.kill();
  await page.getByRole('slider', { name: 'Cut' }).press('ArrowRight');
  await card(page, 'File').getByText('exact').waitFor();
  await exportTo(second, folder.at('second.onnx'));
  await second.getByText('Written:').waitFor();

  await rm(folder.at('passing.safetensors'));
  await page.getByRole('slider', { name: 'Cut' }).press('ArrowRight');
  await page.getByRole('alert').getByText('passing.safetensors').waitFor();
  expect(await card(page, 'Parameters').locator('strong').textContent()).toBe(parametersOf(await shownRule(page)));
  await exportTo(page, folder.at('third.onnx'));
  await page.locator('.failed').getByText('passing.safetensors').first().waitFor();
  expect(studio.bugs).toEqual([]);
});
