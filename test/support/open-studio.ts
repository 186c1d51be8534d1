import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type Child, forkChild } from '../../desktop/host/index.ts';
import { startStudio } from '../../desktop/studio/index.ts';
import { launchChromium } from './chromium.ts';

export interface OpenStudio extends AsyncDisposable {
  readonly page: Page;
  readonly browser: Browser;
  /** Without the token: pages of the same browser are admitted already. */
  readonly address: string;
  readonly folder: string;
  /** What pages complained of on their consoles. */
  readonly complaints: readonly string[];
  /** Bugs that the host noticed. */
  readonly bugs: readonly unknown[];
  /** Processes that were started for jobs, the last one last. */
  readonly children: readonly Child[];
  /** Files that were to be shown in a file manager. */
  readonly shown: readonly string[];
  /** Another page of the same browser. */
  openPage(): Promise<Page>;
}

/** The real studio with a memory of its own, and a real browser that shows it. */
export async function openStudio({
  width = 1280,
  height = 800,
  files = [] as readonly string[],
  stateFolder = '',
} = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'secateur-studio-'));
  const bugs: unknown[] = [];
  const complaints: string[] = [];
  const children: Child[] = [];
  const shown: string[] = [];
  const studio = await startStudio({
    version: '0.0.0',
    files,
    stateFolder: stateFolder || join(folder, 'state'),
    spawn: () => {
      const child = forkChild();
      children.push(child);
      return child;
    },
    reveal: async (path) => void shown.push(path),
    onBug: (_operation, error) => bugs.push(error),
  });
  const browser = await launchChromium();
  const context = await browser.newContext({ viewport: { width, height } });
  const openPage = async (address = new URL('/', studio.address).href) => {
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(address);
    return page;
  };
  const page = await openPage(studio.address);
  const opened: OpenStudio = {
    page,
    browser,
    address: new URL('/', studio.address).href,
    folder,
    complaints,
    bugs,
    children,
    shown,
    openPage,
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      await studio.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return opened;
}
