import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { _electron } from 'playwright-core';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = temporaryFolder();

const { electronProgram } = (await import(join(root, 'desktop/packaging/electron-program.mjs'))) as {
  electronProgram: () => string | undefined;
};
const program = electronProgram();
const needsScreen = process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'];
const obstacle =
  program === undefined ? "Electron's program is not here" : needsScreen ? 'there is no screen' : undefined;

(obstacle === undefined ? test : test.skip)(
  `the real app opens its window, its page and its host${obstacle ? ` (skipped: ${obstacle})` : ''}`,
  async () => {
    // A sandbox of the system's own is not to be had by root, or in most containers.
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const app = await _electron.launch({
      executablePath: program!,
      args: [...asRoot, `--user-data-dir=${folder.at('user')}`, join(root, 'dist/desktop/main/main.js')],
    });
    try {
      const page = await app.firstWindow();
      expect(page.url()).toMatch(/^secateur:\/\/app\//);
      await page.waitForSelector('main');
      expect(await page.evaluate('typeof require + typeof process + typeof secateurDesktop.send')).toBe(
        'undefinedundefinedfunction',
      );
    } finally {
      await app.close();
    }
  },
);
