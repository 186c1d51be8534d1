import { beforeAll, expect } from '@jest/globals';
import { prepareTraining, runTraining } from '../../api/commands.ts';
import { randomStream } from '../../core/index.ts';
import { testInBrowser } from '../support/chromium.ts';
import { openStudio } from '../support/open-studio.ts';
import { studioFiles } from '../support/studio-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { card, exportTo, openPrune, shownRule } from './prune-page.ts';
import { expectSoundLooks } from './studio-page.ts';

const folder = temporaryFolder();
beforeAll(async () => {
  await folder.write('table.safetensors', studioFiles()['table.safetensors']!);
});

testInBrowser('latency is measured when asked for, and points of the plot are chosen by keys', async () => {
  await using studio = await openStudio({ files: [folder.at('table.safetensors')] });
  const { page } = studio;
  await openPrune(page);
  await page.getByRole('button', { name: 'Measure latency' }).click();
  await card(page, 'Latency, one row').getByText('measured, ').waitFor();

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
  await page.getByLabel('Target column').fill('kind');
  // The command reads the data in the same way.
  await page.locator('.command').getByText('rows.csv --target kind').waitFor();
  await page.getByLabel('Criterion').selectOption('inclusion');
  await page.getByText('cut by inclusion').waitFor();

  const rule = page.getByLabel('Rule', { exact: true });
  await rule.fill('certified=0.3,delta=0.2');
  await rule.press('Enter');
  await page.locator('.in-words').getByText('With confidence 80 %').waitFor();
  expect(await shownRule(page)).toBe('certified=0.3,delta=0.2');
  const found = await rule.inputValue();
  // With other widths, the rule of that cut keeps other units.
  await page.getByLabel('Widths in multiples of').fill('3');
  await page.locator('.command').getByText(`--rule ${found} --round 3`).waitFor();
  expect(await page.locator('.in-words').textContent()).not.toContain('With confidence');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.locator('.in-words').getByText('With confidence 80 %').waitFor();
  await page.getByLabel('Weights', { exact: true }).selectOption('mixed');
  await page.getByLabel('Most that rounding may cost, %').fill('30');
  await exportTo(page, folder.at('certified.onnx'));
  await page.locator('.outcome').getByText('With confidence 80 %').waitFor();
  await page.locator('.outcome').getByText('Weights layer by layer: int').waitFor();
  await page.getByRole('slider', { name: 'Cut' }).press('Home');
  // It was said of another cut.
  expect(await page.locator('.in-words').textContent()).not.toContain('With confidence');
  // By another order the same rule keeps other units.
  await page.getByLabel('Criterion').selectOption('magnitude');
  await page.getByText('cut by magnitude').waitFor();
  await rule.fill(found);
  await rule.press('Enter');
  await page.locator('.command').getByText(`--rule ${found} --criterion magnitude`).waitFor();
  expect(await page.locator('.in-words').textContent()).not.toContain('With confidence');
  await page.getByLabel('Criterion').selectOption('inclusion');
  await page.getByText('cut by inclusion').waitFor();

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
