import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { renderHtml } from '../../runtime/index.ts';
import { launchChromium, testInBrowser } from '../support/chromium.ts';
import { exampleReport } from '../support/example-report.ts';

/** Pixel map, inclusion probabilities, trade-off, latencies, training; the example has a floor as well. */
const demoPictures = 5;
const examplePictures = demoPictures + 1;
const demoPage = resolve('out/demo/report.html');
interface AxeViolation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}
let folder: string;
let browser: Browser | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secateur-report-'));
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

testInBrowser(
  'a report with every part opens without an error or a request, and all its pictures have ink',
  async () => {
    const page = join(folder, 'report.html');
    await writeFile(page, renderHtml(exampleReport()));
    await expectSoundPage(page, examplePictures);
  },
);

testInBrowser('axe finds nothing to object to in either scheme, on a screen or a phone', async () => {
  browser ??= await launchChromium();
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const html = renderHtml(exampleReport());
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1100, 400]) {
      // Scripts of tests run whatever the page's policy says, so that it is the page itself that is looked at.
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
      const page = await context.newPage();
      await page.setContent(html);
      await page.evaluate(axe);
      const violations = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: AxeViolation[] }> } };
        return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
      });
      expect({ colorScheme, width, violations }).toEqual({ colorScheme, width, violations: [] });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await context.close();
    }
  }
});

testInBrowser('every table that can be scrolled is reached by Tab, in the order of the page', async () => {
  browser ??= await launchChromium();
  const page = await browser.newPage();
  await page.setContent(renderHtml(exampleReport()));
  const wanted = await page.$$eval('[tabindex="0"]', (regions) =>
    regions.map((each) => each.getAttribute('aria-label')),
  );
  const reached: (string | null)[] = [];
  for (const _ of wanted) {
    await page.keyboard.press('Tab');
    reached.push(await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null));
  }
  expect(reached).toEqual(wanted);
  expect(new Set(wanted).size).toBe(wanted.length);
  await page.close();
});

if (existsSync(demoPage)) {
  testInBrowser("so does the demo's own report", () => expectSoundPage(demoPage, demoPictures));
} else {
  test.skip("so does the demo's own report (there is none here: npm run demo)", () => undefined);
}

async function expectSoundPage(file: string, pictureCount: number): Promise<void> {
  browser ??= await launchChromium();
  const address = pathToFileURL(file).href;
  // A page of its own: the report's policy forbids it to look at a picture.
  const viewer = await browser.newPage();
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ viewport: { width: 1100, height: 900 }, colorScheme });
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(address);
    expect(await page.locator('table').count()).toBeGreaterThan(0);
    const pictures = await page.locator('svg').all();
    expect(pictures.length).toBe(pictureCount);
    const inks: number[] = [];
    for (const picture of pictures) inks.push(await inkOf(viewer, await picture.screenshot()));
    expect(Math.min(...inks)).toBeGreaterThan(0.005);
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => url !== address && !url.startsWith('data:'))).toEqual([]);
    await page.close();
  }
  await viewer.close();
}

/** Share of pixels that are not of the commonest colour; 0 for a blank picture. */
async function inkOf(viewer: Page, png: Buffer): Promise<number> {
  const bytes = png.toString('base64');
  return viewer.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
    context.drawImage(image, 0, 0);
    const colours = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
    const counts = new Map<number, number>();
    for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
    return 1 - Math.max(...counts.values()) / colours.length;
  }, bytes);
}
