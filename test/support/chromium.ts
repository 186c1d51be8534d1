import { test } from '@jest/globals';
import { executablePath } from './launch-chromium.ts';

export { launchChromium } from './launch-chromium.ts';

/** Runs in Chromium where there is one, and counts as skipped where not; `.ci/run` does not accept that. */
export const testInBrowser: (name: string, body: () => Promise<void>) => void = (name, body) =>
  executablePath
    ? test(name, body)
    : test.skip(`${name} (no Chromium here: install it, or name it in CHROMIUM_PATH)`, body);
