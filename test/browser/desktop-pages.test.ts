import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { startApp } from '../../desktop/main/start-app.ts';
import { fakeElectron, fakeEvent } from '../desktop/fake-electron.ts';
import type { FakeContents } from '../desktop/fake-window.ts';
import { launchChromium, testInBrowser } from '../support/chromium.ts';
import { studioFiles } from '../support/studio-files.ts';
import { dropFile } from './studio-page.ts';

const built = (name: string) => fileURLToPath(new URL(`../../desktop/${name}`, import.meta.url));
/** Stands for `secateur://app`, which is no address to Chromium. */
const origin = 'http://localhost:9';

/** Gives a page what the preload script gives it, and joins it with a window's messages. */
async function connect(page: Page, contents: FakeContents, receive: (bytes: Uint8Array) => void, dropped: string) {
  await page.exposeFunction('toHost', (base64: string) => receive(new Uint8Array(Buffer.from(base64, 'base64'))));
  await page.addInitScript((folder) => {
    const scope = globalThis as unknown as {
      toHost(base64: string): void;
      fromHost(base64: string): void;
      secateurDesktop: object;
    };
    let hear = (_: Uint8Array) => {};
    scope.fromHost = (base64) => hear(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
    scope.secateurDesktop = {
      send: (bytes: Uint8Array) => scope.toHost(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))),
      listen: (listener: typeof hear) => {
        hear = listener;
      },
      pathOf: (file: File) => `${folder}/${file.name}`,
    };
  }, dropped);
  contents.onSend = (bytes) => {
    const base64 = Buffer.from(bytes).toString('base64');
    void page.evaluate((text) => (globalThis as unknown as { fromHost(base64: string): void }).fromHost(text), base64);
  };
}

testInBrowser('the same pages work in a window of the desktop program, over IPC', async () => {
  const electron = fakeElectron();
  const files = join(electron.userData, 'files');
  await mkdir(files);
  for (const [name, bytes] of Object.entries(studioFiles())) await writeFile(join(files, name), bytes);
  const app = startApp(electron.parts, {
    version: '1.2.3',
    pages: built('pages'),
    samples: files,
    preload: built('preload/preload.cjs'),
    argv: ['electron', 'main.js', join(files, 'whole.onnx')],
    folder: files,
    platform: 'linux',
  });
  electron.ready();
  await app;
  const browser = await launchChromium();
  try {
    const { webContents } = electron.windows[0]!;
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.route('**/*', async (route) => {
      const { pathname } = new URL(route.request().url());
      const answer = await electron.noted.pages(new Request(`secateur://app${pathname}`));
      const body = Buffer.from(await answer.arrayBuffer());
      await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body });
    });
    await connect(page, webContents, (bytes) => electron.sayBytes(webContents, bytes), files);
    await page.goto(`${origin}/`);

    // The file that the program was started with.
    await page.getByText('whole.onnx is open.').waitFor();
    // A dropped file is opened where it lies: its bytes do not travel.
    await dropFile(page, 'pruned.onnx', new Uint8Array());
    await page.getByText('pruned.onnx is open.').waitFor();
    expect(electron.noted.recent).toEqual([join(files, 'whole.onnx'), join(files, 'pruned.onnx')]);
    // One that the system hands over, and an entry of the menu.
    electron.emit('open-file', fakeEvent({}), join(files, 'report.json'));
    await page.getByText('report.json is open.').waitFor();
    const view = electron.noted.menu.find(({ label }) => label === '&View')!;
    view.submenu!.find(({ label }) => label === 'Profile')!.click!();
    await page.getByRole('heading', { name: 'Profile' }).waitFor();
    // Work in a process of its own, with its events.
    await page.getByLabel('Rounds').fill('1');
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await page.getByRole('button', { name: 'Open as a document' }).waitFor();
    // The theme of the page is that of the window.
    await page.keyboard.press('t');
    await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'light');
    for (let tries = 0; tries < 100 && electron.parts.nativeTheme.themeSource !== 'light'; tries++) {
      await page.waitForTimeout(20);
    }
    expect(electron.parts.nativeTheme.themeSource).toBe('light');
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
    electron.emit('will-quit', fakeEvent({}));
    while (electron.calls.at(-1) !== 'quit') await new Promise((resolve) => setTimeout(resolve, 20));
    process.removeAllListeners('uncaughtException');
    await rm(electron.userData, { recursive: true, force: true });
  }
});
