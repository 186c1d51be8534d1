import { beforeAll, expect } from '@jest/globals';
import type { Dialog, Page } from 'playwright-core';
import { testInBrowser } from '../support/chromium.ts';
import { openStudio } from '../support/open-studio.ts';
import { studioFiles } from '../support/studio-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { openPrune } from './prune-page.ts';
import { keepScreenshot } from './studio-page.ts';

const folder = temporaryFolder();
beforeAll(async () => {
  await folder.write('posterior.safetensors', studioFiles()['posterior.safetensors']!);
});

/** Loads the page again; whether the browser asked its user first, who said no. */
function asksBeforeUnload(page: Page): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isAsked: boolean) => {
      page.off('dialog', onDialog).off('load', onLoad);
      resolve(isAsked);
    };
    const onDialog = (dialog: Dialog) => void dialog.dismiss().then(() => settle(dialog.type() === 'beforeunload'));
    const onLoad = () => settle(false);
    page.on('dialog', onDialog).on('load', onLoad);
    // Where nobody is asked, the page is gone before it can answer.
    page.evaluate(() => location.reload()).catch(() => undefined);
  });
}

testInBrowser(
  'layers that were set by hand are lost with a document or a page only if their user says so',
  async () => {
    await using studio = await openStudio({ files: [folder.at('posterior.safetensors')] });
    const { page } = studio;
    const override = page.getByLabel('Layer 2: units more or fewer');
    const close = page.getByRole('button', { name: 'Close posterior.safetensors' });
    await openPrune(page);
    // Where a slider stands is no work that is lost.
    await page.getByRole('slider', { name: 'Cut' }).press('End');
    expect(await asksBeforeUnload(page)).toBe(false);

    await openPrune(page);
    await override.fill('2');
    await override.press('Tab');
    expect(await asksBeforeUnload(page)).toBe(true);
    await close.click();
    const question = page.getByRole('alertdialog', { name: 'Close posterior.safetensors?' });
    await question.getByText('The layer that was set by hand').waitFor();
    await keepScreenshot(page, 'unsaved');
    await page.keyboard.press('Enter');
    await question.waitFor({ state: 'detached' });
    expect(await override.inputValue()).toBe('2');

    // What an export has is not lost.
    await page.getByLabel('File', { exact: true }).fill(folder.at('cut.onnx'));
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByText('Written: ').waitFor();
    await page.locator('.outcome').getByRole('button', { name: 'Show in its folder' }).click();
    await page.locator('.status').getByRole('button', { name: 'Show in its folder' }).click();
    expect(await asksBeforeUnload(page)).toBe(false);
    expect(studio.shown).toEqual([folder.at('cut.onnx'), folder.at('posterior.safetensors')]);

    await openPrune(page);
    await override.fill('3');
    await override.press('Tab');
    await close.click();
    await page.getByRole('button', { name: 'Close and lose it' }).click();
    await close.waitFor({ state: 'detached' });
    expect(await asksBeforeUnload(page)).toBe(false);
    expect([studio.complaints, studio.bugs]).toEqual([[], []]);
  },
);
