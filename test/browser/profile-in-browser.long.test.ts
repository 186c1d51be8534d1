import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { type Profile, profile, reachableAddresses } from '../../runtime/index.ts';
import { imageClassifier, tableRegressor } from '../runtime/models.ts';
import { launchChromium, testInBrowser } from '../support/chromium.ts';
import { executablePath } from '../support/launch-chromium.ts';
import { hasOpenssl, selfSigned } from '../support/self-signed.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const few = { rounds: 1, minimumSamples: 10 };
let files: string[];
let browser: Browser | undefined;
beforeAll(async () => {
  files = [
    await folder.write('image.onnx', imageClassifier().bytes),
    await folder.write('table.onnx', tableRegressor().bytes),
  ];
  if (executablePath !== undefined) process.env['SECATEUR_BROWSER'] = executablePath;
});
afterAll(async () => {
  delete process.env['SECATEUR_BROWSER'];
  await browser?.close();
});

/** Profiles the first model on a page that a browser opens as a person would. @param behave what happens to the page then */
async function profileOnPage(
  options: Parameters<typeof profile>[1] & { readonly certificate?: { certFile: string; keyFile: string } | undefined },
  host = '127.0.0.1',
  behave: (page: import('playwright-core').Page) => Promise<void> = async () => undefined,
) {
  browser ??= await launchChromium();
  const complaints: string[] = [];
  const page = await browser.newPage({ ignoreHTTPSErrors: true });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  let acting: Promise<void> | undefined;
  const act = async (url: string) => {
    await page.goto(url);
    await behave(page);
  };
  const onLink = ({ url }: { readonly url: string }) => {
    acting = act(url);
  };
  try {
    const profiles = await profile(files.slice(0, 1), {
      ...few,
      ...options,
      remote: { host, onLink, ...options?.certificate },
    });
    await acting;
    return { profiles, page, complaints };
  } catch (error) {
    await acting;
    await page.close();
    throw error;
  }
}

function expectSound({ latencyMs, coldStartMs, rounds, environment }: Profile): void {
  expect(latencyMs.p50).toBeGreaterThan(0);
  expect(latencyMs.p99).toBeGreaterThanOrEqual(latencyMs.p50);
  expect(Math.min(coldStartMs.load, coldStartMs.create, coldStartMs.firstRun)).toBeGreaterThanOrEqual(0);
  expect(rounds[0]!.callsPerSecond).toBeGreaterThan(0);
  expect(environment.runtime).toMatch(/^onnxruntime-web \d/);
  expect(environment.browser!.userAgent).toMatch(/Chrome/);
  expect(environment).not.toHaveProperty('nodeVersion');
}

testInBrowser('two models are profiled in fresh browsers of this machine, with threads', async () => {
  const profiles = await profile(files, { ...few, devices: ['browser:wasm:2'] });
  expect(profiles.map(({ model, device }) => `${model.name} ${device}`)).toEqual([
    'image browser:wasm:2',
    'table browser:wasm:2',
  ]);
  for (const measured of profiles) {
    expectSound(measured);
    const { browser: page, threads } = measured.environment;
    expect(page).toMatchObject({ isCrossOriginIsolated: true, isSecureContext: true, limits: [] });
    expect(threads).toBe(2);
    if (process.platform !== 'linux') continue;
    expect(measured.peakRssBytes).toBeGreaterThan(10_000_000);
    expect(measured.cpuMsPerCall).toBeGreaterThanOrEqual(0);
  }
  expect(await folder.list()).toEqual(['image.onnx', 'table.onnx']);
});

testInBrowser('a page on another device shows what it measures, and says when it is done', async () => {
  const rows = new Float32Array(2 * 20);
  const { profiles, page, complaints } = await profileOnPage({ devices: ['remote'], rounds: 2, rows });
  expect(profiles.map(({ device, rounds }) => [device, rounds.length])).toEqual([['remote:wasm', 2]]);
  expectSound(profiles[0]!);
  await page.waitForFunction(() => document.querySelector('#status')!.textContent!.startsWith('Done.'));
  expect(await page.locator('#results tr').allTextContents()).toEqual([
    expect.stringMatching(/^imageremote:wasm.*ms2$/),
  ]);
  expect(await page.locator('iframe').count()).toBe(0);
  // Chromium's own word where there is no GPU.
  expect(complaints.filter((text) => text !== 'No available adapters.')).toEqual([]);
  // The link is used up, and nothing is behind it any more.
  await expect(page.reload()).rejects.toThrow(/ERR_CONNECTION_REFUSED/);
  await page.close();
});

testInBrowser('a page that is closed half-way leaves what it had measured', async () => {
  const reasons: string[] = [];
  const { profiles } = await profileOnPage(
    { devices: ['remote'], rounds: 50, onGone: (reason) => reasons.push(reason) },
    '127.0.0.1',
    async (page) => {
      await page.waitForFunction(() => document.querySelectorAll('#results td')[3]?.textContent === '2');
      await page.close({ runBeforeUnload: false });
    },
  );
  expect(reasons).toEqual(['The page was closed.']);
  expect(profiles[0]!.rounds.length).toBeGreaterThanOrEqual(2);
  expect(profiles[0]!.rounds.length).toBeLessThan(50);
  expect(profiles[0]!.incomplete).toMatch(/^\d+ of 50 rounds\. The page was closed\.$/);
});

testInBrowser('an answer that the computer refuses is shown on the page', async () => {
  const told = profileOnPage({ devices: ['remote'] }, '127.0.0.1', async (page) => {
    await page.route('**/results/**', (route) => route.fulfill({ status: 413, body: 'That is too much.' }));
    await page.waitForFunction(() => document.querySelector('#status')!.textContent!.includes('That is too much.'));
    await page.unrouteAll();
    await page.close({ runBeforeUnload: false });
  });
  await expect(told).rejects.toMatchObject({ message: expect.stringContaining('The page was closed.') });
});

const [address] = reachableAddresses();
// Without openssl there is nothing to serve with; CI counts what is skipped here as failed.
const testByHttps = hasOpenssl ? testInBrowser : test.skip;

if (address === undefined) {
  test.skip('an address that is neither https nor localhost (there is no network here)', () => undefined);
} else {
  testByHttps('a page at the same address by https has threads', async () => {
    const certificate = selfSigned(folder.path(), [address]);
    const { profiles, page } = await profileOnPage({ devices: ['remote:wasm:2'], certificate }, address);
    expect(profiles[0]!.environment.browser).toMatchObject({ isSecureContext: true, isCrossOriginIsolated: true });
    await page.close();
  });

  testInBrowser('a page at a plain http address says what it has to do without', async () => {
    const { profiles, page } = await profileOnPage({ devices: ['remote'] }, address);
    const { browser: facts, timerResolutionMs } = profiles[0]!.environment;
    expect(facts).toMatchObject({ isSecureContext: false, isCrossOriginIsolated: false });
    expect(facts!.limits.join(' ')).toMatch(/No threads.*No WebGPU.*The clock is coarse/);
    expect(timerResolutionMs).toBeGreaterThan(0.01);
    // Calls of microseconds are timed together by a clock of a tenth of a millisecond.
    expect(profiles[0]!.rounds[0]!.callsPerSample).toBeGreaterThan(1);
    expect(await page.locator('#limits li').count()).toBe(3);
    await page.close();
    await expect(profileOnPage({ devices: ['remote:wasm:2'] }, address)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(/2 threads cannot be had.*\(on remote:wasm:2\)/),
    });
    await expect(profileOnPage({ devices: ['remote:webgpu'] }, address)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
}
