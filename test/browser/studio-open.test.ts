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

const posterior = () => files['posterior.safetensors']!;
const model = () => files['pruned.onnx']!;
const text = (content: string) => new TextEncoder().encode(content);

const malformed: Record<string, () => Uint8Array> = {
  'empty.onnx': () => new Uint8Array(0),
  'text.onnx': () => text('This is no model at all, but a letter.'),
  'cut.onnx': () => model().slice(0, model().length - 100),
  'zeros.onnx': () => new Uint8Array(5000),
  'page.onnx': () => text('<!doctype html><title>404</title>'),
  'pickle.onnx': () => Uint8Array.from([0x80, 2, ...text('}q\u0000X')]),
  'cut.safetensors': () => posterior().slice(0, 300),
  'header.safetensors': () => Uint8Array.from([255, 255, 255, 255, 0, 0, 0, 0, ...text('{}')]),
  'other.safetensors': () => Uint8Array.from([2, 0, 0, 0, 0, 0, 0, 0, ...text('{}')]),
  'array.json': () => text('[1, 2, 3]'),
  'other.json': () => text('{"hello": "world"}'),
  'cut.json': () => files['report.json']!.slice(0, 500),
  'later.json': () => text('{"kind": "secateur-report", "schemaVersion": 99}'),
};

testInBrowser('the dialog that opens files is sound in every look', async () => {
  const name = `${'a name without an end '.repeat(9)}.onnx`;
  const { page, complaints } = await openStudio();
  await page.keyboard.press('o');
  await page.getByLabel('Or a path').fill(await folder.write(name, files['pruned.onnx']!));
  await page.keyboard.press('Enter');
  await page.locator('.tab').waitFor();
  await page.getByRole('button', { name: 'Open…' }).click();
  await page.getByText('Recent files').waitFor();
  await expectSoundLooks(page, 'open');
  expect(complaints).toEqual([]);
  await page.close();
});

testInBrowser('every malformed file is refused in a dialog that names it, and nothing breaks', async () => {
  const { page, complaints } = await openStudio();
  for (const [name, bytes] of Object.entries(malformed)) {
    await dropFile(page, name, bytes());
    const dialog = page.getByRole('alertdialog');
    await dialog.waitFor();
    expect(await dialog.getByRole('heading').textContent()).toBe(`Open ${name}`);
    expect(await dialog.locator('.fault-message').textContent()).toContain(name);
    expect(await dialog.locator('.fault-code').textContent()).toMatch(/^(FORMAT_INVALID|UNSUPPORTED)$/);
    if (name === 'cut.onnx') await expectSoundLooks(page, 'error');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }
  expect(await page.locator('.tab').count()).toBe(0);
  await dropFile(page, 'good.onnx', model());
  await page.waitForSelector('h1:has-text("good.onnx")');
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
