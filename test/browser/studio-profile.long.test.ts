import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { testInBrowser } from '../support/chromium.ts';
import { openStudio } from '../support/open-studio.ts';
import { studioFiles } from '../support/studio-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectSoundLooks } from './studio-page.ts';

const folder = temporaryFolder();

async function models(): Promise<readonly string[]> {
  const files = studioFiles();
  const names = ['whole.onnx', 'pruned.onnx'] as const;
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder.path(), name);
      await writeFile(path, files[name]!);
      return path;
    }),
  );
}

describe('profiling in the studio', () => {
  testInBrowser('measures models in turns, shows them as they come, and keeps the result as a document', async () => {
    await using studio = await openStudio({ files: await models() });
    const { page } = studio;
    await page.getByRole('button', { name: 'Profile', exact: true }).click();
    await page.getByRole('checkbox', { name: 'whole.onnx' }).check();
    await page.getByRole('checkbox', { name: 'pruned.onnx' }).check();
    await page.getByLabel('Rounds').fill('none');
    await page.getByText('Rounds: enter a whole number').waitFor();
    await page.getByLabel('Rounds').fill('2');
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await page.getByRole('img', { name: 'Latencies so far' }).waitFor();
    // Who closes the page and comes back finds it.
    await page.reload();
    await page.getByRole('button', { name: 'Open as a document' }).waitFor();
    for (const text of ['whole, cpu', 'pruned, cpu']) {
      expect(await page.getByRole('rowheader', { name: text }).count()).toBe(1);
    }
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as JSON' }).click();
    expect((await downloading).suggestedFilename()).toBe('profile.json');

    await page.getByRole('button', { name: 'Look into pruned.onnx' }).click();
    await page.getByRole('meter').first().waitFor();
    expect(await page.getByRole('cell', { name: /Gemm|MatMul/ }).count()).toBeGreaterThan(0);
    await expectSoundLooks(page, 'profile-done');

    await page.getByRole('button', { name: 'Show on the graph' }).click();
    await page.locator('.node.shared').first().waitFor();
    await page.getByRole('button', { name: 'Profile', exact: true }).click();
    await page.getByRole('button', { name: 'Open as a document' }).click();
    await page.getByText('profile.json is open.').waitFor();
    expect(studio.complaints).toEqual([]);
    expect(studio.bugs).toEqual([]);
  });

  testInBrowser('says what it cannot measure on, stops when told, and outlives its process', async () => {
    await using studio = await openStudio({ files: await models(), width: 900, height: 600 });
    const { page } = studio;
    await page.getByRole('button', { name: 'Profile', exact: true }).click();
    await expectSoundLooks(page, 'profile-empty');
    await page.getByLabel('More devices').fill('toaster');
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await page.getByText("Cannot measure on 'toaster'").waitFor();
    await page.getByLabel('More devices').fill('');

    await page.getByLabel('Rounds').fill('500');
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await page.getByRole('img', { name: 'Latencies so far' }).waitFor();
    studio.children.at(-1)!.kill();
    await page.getByText('has ended (SIGKILL)').waitFor();

    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByText('Stopped. Nothing was kept.').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(studio.bugs).toEqual([]);
  });
});
