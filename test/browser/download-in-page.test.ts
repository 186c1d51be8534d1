import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { randomStream } from '../../core/index.ts';
import type { download } from '../../runtime/download/download.ts';
import type { pageStore } from '../../runtime/download/indexed-store.ts';
import { imageClassifier } from '../runtime/models.ts';
import { launchChromium, testInBrowser } from '../support/chromium.ts';
import { type FileManners, type Handler, serveFile, startFileServer } from '../support/file-server.ts';
import { startPageServer } from '../support/page-server.ts';

const { bytes: model } = imageClassifier();
/** Larger than what is kept at a time. */
const file = new Uint8Array(9 * 2 ** 20);
const random = randomStream(1, 'download in page');
for (let at = 0; at < file.length; at += 97) file[at] = random.uint32() % 256;
const integrityOf = (bytes: Uint8Array) => `sha256-${createHash('sha256').update(bytes).digest('base64')}`;

let browser: Browser;
let page: Page;
let server: Awaited<ReturnType<typeof startPageServer>>;
let elsewhere: Awaited<ReturnType<typeof startFileServer>>;
beforeAll(async () => {
  server = await startPageServer();
  elsewhere = await startFileServer();
  browser = await launchChromium();
  page = await browser.newPage();
  await page.addInitScript(importParts);
  await page.goto(`${server.origin}/page`);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await elsewhere?.stop();
});
beforeEach(async () => {
  server.asked.length = 0;
  elsewhere.asked.length = 0;
  await page.evaluate(async () => (await import('secateur/runtime/web')).clearDownloads());
});

/** What the page imports of the room's insides. */
interface Parts {
  readonly download: typeof download;
  readonly pageStore: typeof pageStore;
}
const importParts = `globalThis.parts = Promise.all([import('/dist/runtime/download/download.js'), import('/dist/runtime/download/indexed-store.js')])
  .then(([{ download }, { pageStore }]) => ({ download, pageStore }))`;

interface Wanted {
  readonly url: string;
  readonly integrity?: string;
  readonly cache?: boolean;
  /** Bytes after which the signal is given. */
  readonly abortAfter?: number;
}

/** In the page: the download alone, for files that are no models. */
async function downloadInPage({ url, abortAfter = Number.POSITIVE_INFINITY, ...options }: Wanted) {
  const { download, pageStore } = await (globalThis as unknown as { parts: Promise<Parts> }).parts;
  const controller = new AbortController();
  const onProgress = ({ done }: { done: number }) => {
    if (done >= abortAfter) controller.abort();
  };
  const { signal } = controller;
  try {
    const settings = { ...options, ...(await pageStore()), signal, onProgress, pausesMs: [20, 20, 20, 20] };
    const { bytes, report } = await download(new URL(url, location.href).href, settings);
    let sum = 0;
    for (const byte of bytes) sum = (31 * sum + byte) % 1_000_003;
    return { report, sum };
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return { code, message };
  }
}

function sumOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => (31 * sum + byte) % 1_000_003, 0);
}

const versioned: FileManners = { etag: '"one"', ranges: true };

testInBrowser('a download that is stopped goes on after the page was loaded again; then it is kept', async () => {
  server.add('/large', serveFile(file, versioned));
  const stopped = await page.evaluate(downloadInPage, { url: '/large', abortAfter: 5 * 2 ** 20 });
  expect(stopped).toMatchObject({ code: 'ABORTED' });
  await page.reload();
  const rest = await page.evaluate(downloadInPage, { url: '/large' });
  expect(rest).toMatchObject({ sum: sumOf(file), report: { from: 'resumed', sizeBytes: file.length } });
  expect(rest.report!.receivedBytes).toBeLessThan(5 * 2 ** 20);
  await page.reload();
  const again = await page.evaluate(downloadInPage, { url: '/large' });
  expect(again).toMatchObject({ sum: sumOf(file), report: { from: 'cache', receivedBytes: 0, requests: 1 } });
  const integrity = integrityOf(file);
  expect(await page.evaluate(downloadInPage, { url: '/large', integrity })).toMatchObject({ report: { requests: 0 } });
});

testInBrowser('a connection that breaks is taken up again within the page; a wrong digest keeps nothing', async () => {
  server.add('/broken', serveFile(file, { ...versioned, breaks: [3_000_000, 5_000_000] }));
  const broken = await page.evaluate(downloadInPage, { url: '/broken' });
  expect(broken).toMatchObject({ sum: sumOf(file), report: { from: 'resumed', requests: 3 } });
  const integrity = integrityOf(model);
  const wrong = await page.evaluate(downloadInPage, { url: '/broken', integrity });
  expect(wrong).toMatchObject({ code: 'CHECK_FAILED', message: expect.stringContaining(integrityOf(file)) });
  expect(await page.evaluate(downloadInPage, { url: '/broken' })).toMatchObject({ report: { from: 'network' } });
});

testInBrowser(
  'another origin is read where it permits that, however little it permits; else the error says CORS',
  async () => {
    const origin = { 'access-control-allow-origin': '*' };
    const url = `${elsewhere.origin}/model.onnx`;
    const preflights =
      (answer: Handler, headers: Record<string, string>): Handler =>
      (request, response) => {
        if (request.method !== 'OPTIONS') answer(request, response);
        else response.writeHead(204, { ...origin, ...headers }).end();
      };
    const fetchIt = (options: Partial<Wanted> = {}) => page.evaluate(downloadInPage, { url, ...options });

    elsewhere.answer = preflights(
      serveFile(file, {
        ...versioned,
        breaks: [3_000_000],
        headers: { ...origin, 'access-control-expose-headers': 'etag' },
      }),
      { 'access-control-allow-headers': 'range, if-range, if-none-match' },
    );
    expect(await fetchIt()).toMatchObject({ sum: sumOf(file), report: { from: 'resumed', requests: 2 } });
    expect(await fetchIt()).toMatchObject({ report: { from: 'cache', requests: 1 } });

    // No condition may be sent: the file is fetched plainly, and whole.
    elsewhere.answer = preflights(
      serveFile(file, {
        ...versioned,
        breaks: [3_000_000],
        headers: { ...origin, 'access-control-expose-headers': 'etag' },
      }),
      {},
    );
    expect(await fetchIt()).toMatchObject({ sum: sumOf(file), report: { from: 'network' } });

    elsewhere.answer = serveFile(file, versioned);
    expect(await fetchIt({ cache: false, url: `${url}?hidden` })).toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining('CORS'),
    });
    await elsewhere.stop();
    expect(await fetchIt()).toMatchObject({ sum: sumOf(file), report: { from: 'cache-unchecked' } });
    expect(await fetchIt({ url: `${url}?absent` })).toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.not.stringContaining('CORS'),
    });
  },
);

testInBrowser('a frame without storage loads models all the same, and says that it keeps nothing', async () => {
  server.add('/digits.onnx', serveFile(model, { ...versioned, headers: { 'access-control-allow-origin': '*' } }));
  const inner = `<script type="module">
    import { load } from '${server.origin}/dist/runtime/web.js';
    try {
      const model = await load('${server.origin}/digits.onnx', { onnxruntimeFolder: '${server.origin}/node_modules/onnxruntime-web/dist' });
      parent.postMessage([model.kind, model.download.notKept], '*');
    } catch (error) { parent.postMessage([error.code, error.message], '*'); }
  </script>`;
  const found = await page.evaluate(
    (html) =>
      new Promise<string[]>((resolve) => {
        addEventListener('message', ({ data }) => resolve(data), { once: true });
        const frame = document.createElement('iframe');
        frame.sandbox.add('allow-scripts');
        frame.srcdoc = html;
        document.body.append(frame);
      }),
    inner,
  );
  expect(found).toEqual(['classification', expect.stringContaining('this page can store nothing')]);
});

testInBrowser('what is no address and no bytes is refused, and so is a page in place of a model', async () => {
  server.add('/app', (_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>This is an application</p>'),
  );
  const found = await page.evaluate(async () => {
    const { load } = await import('secateur/runtime/web');
    const codes: string[] = [];
    for (const what of ['/app', 'http://', 'data:,text', new ArrayBuffer(8), undefined]) {
      await load(what as string).catch((error: { code: string }) => codes.push(error.code));
    }
    return codes;
  });
  expect(found).toEqual([
    'FORMAT_INVALID',
    'ARGUMENT_INVALID',
    'FORMAT_INVALID',
    'ARGUMENT_INVALID',
    'ARGUMENT_INVALID',
  ]);
});
