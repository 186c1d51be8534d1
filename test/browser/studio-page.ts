import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { type Studio, startStudio } from '../../desktop/studio/index.ts';
import { launchChromium } from '../support/chromium.ts';

/** A page of a studio of its own, with what it complained about on its console and what its host called bugs. */
export interface StudioPage {
  readonly page: Page;
  readonly studio: Studio;
  readonly complaints: readonly string[];
}

/** Opens studios on files of the test; browser and studios end with the test file. */
export function studioPages() {
  let browser: Browser | undefined;
  const studios: Studio[] = [];
  const folders: string[] = [];
  afterAll(async () => {
    await browser?.close();
    for (const studio of studios) await studio.close();
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });
  return async (...files: readonly string[]): Promise<StudioPage> => {
    const complaints: string[] = [];
    const stateFolder = await mkdtemp(join(tmpdir(), 'secateur-state-'));
    folders.push(stateFolder);
    const studio = await startStudio({
      version: '0.0.0',
      files,
      stateFolder,
      onBug: (operation, error) => complaints.push(`${operation}: ${String(error)}`),
    });
    studios.push(studio);
    browser ??= await launchChromium();
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
    const page = await context.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(studio.address);
    await page.waitForFunction(() => document.querySelector('.status-version')?.textContent?.includes('0.0.0'));
    return { page, studio, complaints };
  };
}

/** As a drag from the desktop: the page gets bytes and a name, and no path. */
export async function dropFile(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, base64]) => {
      const found = new DataTransfer();
      const content = Uint8Array.from(atob(base64!), (letter) => letter.charCodeAt(0));
      found.items.add(new File([content], fileName!));
      return found;
    },
    [name, Buffer.from(bytes).toString('base64')],
  );
  await page.dispatchEvent('.app', 'drop', { dataTransfer: transfer });
}

/** Of the table of figures: what is measured, and the models. */
export async function figureTitles(page: Page): Promise<string[]> {
  await page.waitForSelector('.figures');
  return page.locator('.figures thead th').allTextContents();
}

/** What axe finds wrong: one line a rule and place. */
async function accessibilityFaults(page: Page): Promise<string[]> {
  // Evaluated, since the page admits no scripts but its own.
  await page.evaluate(await readFile('node_modules/axe-core/axe.min.js', 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      readonly axe: {
        run(): Promise<{
          readonly violations: readonly {
            readonly id: string;
            readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
          }[];
        }>;
      };
    };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
  });
}

/** What is wider than the place that it may take, scrolling places left aside. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        'html, .view, .dialog-body, .rail, .rail-button, .button, .panel, .status, h1, h2',
      ),
    ]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
      .map(({ className, tagName, textContent }) => `${tagName}.${className}: ${textContent?.slice(0, 60)}`),
  );
}

/** Kept by the run for people to look at. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await mkdir('out/screenshots', { recursive: true });
  await page.screenshot({ path: `out/screenshots/${name}.png` });
}

/**
 * In light and dark, large and small: nothing cut off, a screenshot kept, and nothing that axe objects to.
 * @param name of the screenshots
 */
export async function expectSoundLooks(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [width, height] of [
      [1280, 800],
      [900, 600],
    ] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height });
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      expect(await cutOff(page)).toEqual([]);
      await keepScreenshot(page, `${name}-${colorScheme}-${width}x${height}`);
    }
    expect(await accessibilityFaults(page)).toEqual([]);
  }
}
