import { expect } from '@jest/globals';
import { testInBrowser } from '../support/chromium.ts';
import { studioFiles } from '../support/studio-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { dropFile, expectSoundLooks, studioPages } from './studio-page.ts';

const folder = temporaryFolder();
const files = studioFiles();
const openStudio = studioPages();

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
