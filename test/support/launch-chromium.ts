import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Undefined where none is installed. */
export const executablePath = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));

/** Only for what hangs: Playwright's own 30 s are too short on a busy machine. */
const timeLimitMs = 200_000;

/**
 * Starts the installed Chromium without anything that would talk to the network on its own.
 * @param options.webgpu on a graphics card made of software, where this Chromium has it
 */
export async function launchChromium({ webgpu = false } = {}): Promise<Browser> {
  const browser = await chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    timeout: timeLimitMs,
    args: [
      '--no-sandbox',
      ...(webgpu ? ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'] : ['--disable-gpu']),
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  // Pages are opened in contexts, `browser.newPage()` too.
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    context.setDefaultTimeout(timeLimitMs);
    return context;
  };
  return browser;
}
