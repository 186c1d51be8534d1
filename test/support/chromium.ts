import { existsSync } from 'node:fs';
import { test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';

const executablePath = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));

/** Runs in Chromium where there is one, and counts as skipped where not; `.ci/run` does not accept that. */
export const testInBrowser: (name: string, body: () => Promise<void>) => void = (name, body) =>
  executablePath
    ? test(name, body)
    : test.skip(`${name} (no Chromium here: install it, or name it in CHROMIUM_PATH)`, body);

/**
 * Starts the installed Chromium without anything that would talk to the network on its own.
 * @param options.webgpu on a graphics card made of software, where this Chromium has it
 */
export function launchChromium({ webgpu = false } = {}): Promise<Browser> {
  return chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
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
}
