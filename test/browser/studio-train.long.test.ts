import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { testInBrowser } from '../support/chromium.ts';
import { openStudio } from '../support/open-studio.ts';
import { expectSoundLooks } from './studio-page.ts';

/** Two inputs that matter and one that does not. */
async function tableIn(folder: string): Promise<string> {
  const path = join(folder, 'table.csv');
  const rows = Array.from({ length: 90 }, (_, row) => {
    const [a, b, c] = [Math.sin(1.3 * row), Math.cos(0.7 * row), Math.sin(row * row)];
    return [a, b, c, 2 * a! - b!].map((value) => value!.toFixed(4)).join(',');
  });
  await writeFile(path, ['a,b,c,y', ...rows].join('\n'));
  return path;
}

async function begin(page: Page, path: string, epochs: number): Promise<void> {
  await page.goto(`${new URL('/', page.url())}#train`);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByLabel('Data', { exact: true }).selectOption('file');
  await page.getByLabel('Path on the machine that runs Secateur').fill(path);
  await page.getByLabel('Network', { exact: true }).fill('3-8-1');
  await page.locator('.more-choices').evaluate((details) => details.setAttribute('open', ''));
  await page.getByLabel('Epochs', { exact: true }).fill(String(epochs));
  await page.getByRole('button', { name: 'Start training' }).click();
}

const runsOf = (page: Page) => page.locator('.runs > li');
const legend = (page: Page) => page.locator('.legend').allTextContents();

describe('training in the studio', () => {
  testInBrowser('goes on when its page is closed, is found again, paused and resumed', async () => {
    await using studio = await openStudio();
    const path = await tableIn(studio.folder);
    // So many that it does not end meanwhile, and that the dense network before it does.
    await begin(studio.page, path, 20_000);
    await studio.page.getByRole('heading', { name: 'Held for needed' }).waitFor();
    await studio.page.close();

    const page = await studio.openPage();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    const [run] = [runsOf(page).first()];
    await page.getByRole('heading', { name: 'Evidence lower bound' }).waitFor();
    await page.waitForFunction(() => document.body.textContent?.includes('layer 1'));
    await expectSoundLooks(page, 'train-running');

    await run.getByRole('button', { name: 'Pause' }).click();
    await run.getByRole('button', { name: 'Resume' }).waitFor();
    expect(await run.textContent()).toContain('paused');
    await page.reload();
    await page.getByRole('heading', { name: 'Evidence lower bound' }).waitFor();

    await run.getByRole('button', { name: 'Resume' }).click();
    await run.getByRole('button', { name: 'Pause' }).click();
    await run.getByRole('button', { name: 'Resume' }).waitFor();
    expect(studio.complaints).toEqual([]);
    expect(studio.bugs).toEqual([]);
  });

  testInBrowser('survives its process: the run says so, goes on where it was, and is opened', async () => {
    await using studio = await openStudio();
    const { page } = studio;
    const path = await tableIn(studio.folder);
    // So many that it is at work still when its process is killed.
    await begin(page, path, 1500);
    await page.getByRole('heading', { name: 'Held for needed' }).waitFor();
    studio.children.at(-1)!.kill();
    const run = runsOf(page).first();
    await run.getByRole('button', { name: 'Resume' }).waitFor();
    expect(await run.textContent()).toContain('has ended (SIGKILL)');
    await run.getByRole('button', { name: 'Resume' }).click();
    await run.getByRole('button', { name: 'Open posterior' }).click();
    await page.getByText('posterior.safetensors is open').waitFor();

    await begin(page, path, 30);
    await runsOf(page).nth(1).waitFor();
    await runsOf(page).first().getByRole('button', { name: 'Open posterior' }).waitFor();
    await runsOf(page).nth(1).getByRole('checkbox').check();
    await page.waitForFunction(() => document.body.textContent?.includes('2. table.csv'));
    expect((await legend(page))[0]).toContain('1. table.csv');

    page.once('dialog', (dialog) => void dialog.accept());
    await runsOf(page).nth(1).getByRole('button', { name: 'Remove' }).click();
    await runsOf(page).nth(1).waitFor({ state: 'detached' });
    expect(studio.bugs).toEqual([]);
  });

  testInBrowser('says what is wrong before it begins, and what the data turned out to be', async () => {
    await using studio = await openStudio({ width: 900, height: 600 });
    const { page } = studio;
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByText('Nothing has been trained here yet.').waitFor();
    await expectSoundLooks(page, 'train-empty');
    await page.getByLabel('Data', { exact: true }).selectOption('file');
    expect(await page.getByRole('button', { name: 'Start training' }).isDisabled()).toBe(true);
    await begin(page, join(studio.folder, 'missing.csv'), 10);
    const run = runsOf(page).first();
    await run.getByText('missing.csv').nth(1).waitFor();
    expect(await run.textContent()).toMatch(/failed/);
    await page.getByLabel('Epochs', { exact: true }).fill('ten');
    await page.getByText('Epochs: enter a whole number.').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
});
