import { afterAll } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { startExampleServer } from './example-server.ts';

/**
 * Opens pages of an example, with the model of a test where the demo would have put its own; `complaints` collects what
 * the page writes to its console or throws. Browser and server end with the test file.
 */
export function examplePages(example: string, model: () => Uint8Array) {
  let browser: Browser | undefined;
  let server: Awaited<ReturnType<typeof startExampleServer>> | undefined;
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });
  return async (): Promise<{ page: Page; complaints: string[] }> => {
    browser ??= await launchChromium();
    server ??= await startExampleServer();
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
    await page.route('**/out/demo/pruned.onnx', (route) => route.fulfill({ body: Buffer.from(model()) }));
    await page.goto(`${server.origin}/examples/${example}/`);
    await page.waitForSelector('body[data-ready]', { state: 'attached' });
    return { page, complaints };
  };
}
