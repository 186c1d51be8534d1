import { beforeAll, expect } from '@jest/globals';
import { testInBrowser } from '../support/chromium.ts';
import { studioFiles } from '../support/studio-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { dropFile, expectSoundLooks, keepScreenshot, studioPages } from './studio-page.ts';

const folder = temporaryFolder();
const files = studioFiles();
const openStudio = studioPages();
beforeAll(async () => {
  for (const [name, bytes] of Object.entries(files)) await folder.write(name, bytes);
});

testInBrowser(
  'a studio without files says what to do, in every look and without a fault for assistive technology',
  async () => {
    const { page, complaints } = await openStudio();
    expect(await page.textContent('h1')).toBe('Nothing is open');
    await expectSoundLooks(page, 'empty');
    expect(complaints).toEqual([]);
    await page.close();
  },
);

testInBrowser('files open by drop and by path, and are open still after a reload', async () => {
  const { page, complaints } = await openStudio();
  await dropFile(page, 'dropped.safetensors', files['posterior.safetensors']!);
  await page.waitForSelector('.tab.front:has-text("dropped.safetensors")');
  await page.waitForSelector('h1:has-text("dropped.safetensors")');

  await page.keyboard.press('o');
  await page.getByLabel('Or a path').fill(folder.at('pruned.onnx'));
  await page.keyboard.press('Enter');
  await page.waitForSelector('h1:has-text("pruned.onnx")');

  await page.reload();
  await page.waitForSelector('h1:has-text("pruned.onnx")');
  expect(await page.locator('.tab').count()).toBe(2);
  await page.keyboard.press('[');
  await page.waitForSelector('h1:has-text("dropped.safetensors")');
  await page.keyboard.press('x');
  await page.waitForSelector('h1:has-text("pruned.onnx")');
  expect(await page.locator('.tab').count()).toBe(1);
  expect(complaints).toEqual([]);
  await page.close();
});

testInBrowser('the tab in front is in sight, however many there are', async () => {
  const names = Array.from({ length: 12 }, (_, at) => folder.at(`many-${at}.onnx`));
  for (const [at] of names.entries()) await folder.write(`many-${at}.onnx`, files['pruned.onnx']!);
  const { page, complaints } = await openStudio(...names);
  const inSight = (name: string) =>
    page.waitForFunction((wanted) => {
      const tab = document.querySelector('.tab.front');
      const [place, all] = [tab?.getBoundingClientRect(), tab?.parentElement?.getBoundingClientRect()];
      if (!tab?.textContent?.includes(wanted) || !place || !all) return false;
      return place.left >= all.left - 1 && place.right <= all.right + 1;
    }, name);
  await page.locator('.tab').first().getByRole('button').first().click();
  await inSight('many-0.onnx');
  await page.keyboard.press('[');
  await inSight('many-11.onnx');
  await page.keyboard.press(']');
  await inSight('many-0.onnx');
  expect(complaints).toEqual([]);
  await page.close();
});

testInBrowser('what is opened by a wrong path is said, and a file that went away meanwhile', async () => {
  const { page } = await openStudio(folder.at('whole.onnx'));
  await page.waitForSelector('h1:has-text("whole.onnx")');
  await page.keyboard.press('o');
  await page.getByLabel('Or a path').fill(folder.at('none.onnx'));
  await page.keyboard.press('Enter');
  await page.getByRole('alertdialog').getByText('FILE_NOT_FOUND').waitFor();
  await page.keyboard.press('Escape');

  await folder.write('whole.onnx', files['pruned.onnx']!);
  await page.click('.node >> nth=0');
  await page.locator('.failed').getByText('has changed since it was opened').first().waitFor();
  await page.close();
});

testInBrowser('the keyboard reaches all there is, and ? lists the shortcuts', async () => {
  const { page } = await openStudio(folder.at('pruned.onnx'));
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('View: Compare').waitFor();
  await keepScreenshot(page, 'shortcuts');
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  await page.keyboard.press('t');
  expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
  // Dark was chosen in a system that is light.
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark');
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(19, 24, 22)');
  const reached = new Set<string>();
  for (let press = 0; press < 40; press++) {
    await page.keyboard.press('Tab');
    reached.add(await page.evaluate(() => document.activeElement?.className ?? ''));
  }
  for (const part of ['rail-button', 'icon-button', 'button', 'graph-place', 'node']) {
    expect([...reached].some((className) => className.split(' ').includes(part))).toBe(true);
  }
  await page.close();
});
