import { rm } from 'node:fs/promises';
import { beforeAll, expect } from '@jest/globals';
import { parseRule, planPruning } from '../../api/index.ts';
import { testInBrowser } from '../support/chromium.ts';
import { openStudio } from '../support/open-studio.ts';
import { imagePosterior, studioFiles } from '../support/studio-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { card, exportTo, openPrune, shownRule } from './prune-page.ts';
import { expectSoundLooks } from './studio-page.ts';

const folder = temporaryFolder();
const posterior = imagePosterior();
const files = studioFiles();
beforeAll(async () => {
  for (const [name, bytes] of Object.entries(files)) await folder.write(name, bytes);
});

function parametersOf(rule: string): string {
  return planPruning(posterior, parseRule(rule)).after.parameters.toLocaleString('en-US');
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
  const size = (await card(page, 'File').locator('strong').textContent())!;
  expect(Number(/^([\d,]+) bytes$/.exec(size)![1]!.replace(',', ''))).toBeLessThanOrEqual(3400);

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
