import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { load } from '../../runtime/index.ts';
import { imageClassifier, pixelRows } from '../runtime/models.ts';
import { launchChromium, testInBrowser } from '../support/chromium.ts';
import { serveFile } from '../support/file-server.ts';
import { folderAt, isolation, startPageServer } from '../support/page-server.ts';
import { runNode } from '../support/run-node.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const { bytes, columns } = imageClassifier();
const rows = pixelRows(2, columns);
const folder = temporaryFolder();
const script = `
  import { load } from 'secateur/runtime/web';
  try {
    const model = await load('/digits.onnx', { threads: location.pathname.startsWith('/threads') ? 2 : 1 });
    const answers = await model.predict(Float32Array.from(${JSON.stringify(Array.from(rows))}));
    document.title = JSON.stringify([model.tried.at(-1).reduced ?? 'as asked', ...answers.map(({ label, probabilities }) => [label, ...probabilities])]);
  } catch (error) { document.title = JSON.stringify([error.code, error.message]); }`;
/** All that a page needs to be allowed, and nothing more; on one thread it may even insist on trusted types. */
const policies = {
  '/strict/': "script-src 'self' 'wasm-unsafe-eval'; require-trusted-types-for 'script'",
  '/threads/': "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'",
  '/forbidden/': "script-src 'self'",
};
const always = "default-src 'none'; connect-src 'self'; img-src data:";

let browser: Browser;
let server: Awaited<ReturnType<typeof startPageServer>>;
beforeAll(async () => {
  await folder.write(
    'index.html',
    '<!doctype html><link rel="icon" href="data:,"><script type="module" src="page.js"></script>',
  );
  await folder.write('page.js', script);
  const { exitCode, stderr } = await runNode(['dist/test/support/build-page.js', folder.path()]);
  if (exitCode !== 0) throw new Error(stderr);
  server = await startPageServer();
  server.add('/digits.onnx', serveFile(bytes));
  server.add('/assets/', folderAt(folder.at('dist')));
  for (const [path, policy] of Object.entries(policies)) {
    const headers = { ...isolation, 'content-security-policy': `${always}; ${policy}` };
    const handler = folderAt(folder.at('dist'), headers);
    server.add(`${path}index.html`, (request, response) =>
      handler(Object.assign(request, { url: '/index.html' }), response),
    );
  }
  // The scripts of workers are isolated as their page is.
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function titleOf(path: keyof typeof policies): Promise<{ title: unknown[]; complaints: string[] }> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${server.origin}${path}index.html`);
  await page.waitForFunction(() => document.title.startsWith('['));
  const title = JSON.parse(await page.title());
  await page.close();
  return { title, complaints };
}

testInBrowser(
  'a page that Vite bundled answers under a strict policy, and loads no library that it does not need',
  async () => {
    await using model = await load(bytes);
    if (model.kind !== 'classification') throw new Error(model.kind);
    const inNode = await model.predict(rows);
    for (const path of ['/strict/', '/threads/'] as const) {
      const { title, complaints } = await titleOf(path);
      expect(title).toEqual([
        'as asked',
        ...inNode.map(({ label, probabilities }) => [
          label,
          ...Array.from(probabilities, (probability) => expect.closeTo(probability, 5)),
        ]),
      ]);
      expect(complaints).toEqual([]);
    }
    const libraries = (await readdir(join(folder.path(), 'dist/assets'))).filter((name) => name.endsWith('.wasm'));
    expect(libraries.length).toBe(2);
    const loaded = server.asked.map(({ url }) => url).filter((url) => url.endsWith('.wasm'));
    expect([...new Set(loaded)]).toEqual([expect.stringMatching(/^\/assets\/ort-wasm-simd-threaded-[^.]+\.wasm$/)]);
  },
);

testInBrowser('a policy that forbids WebAssembly is an error that says what to allow', async () => {
  const { title } = await titleOf('/forbidden/');
  expect(title).toEqual(['PROVIDER_FAILED', expect.stringContaining("'wasm-unsafe-eval'")]);
});
