import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { compact, exportModel, planPruning } from '../../exporter/index.ts';
import { type Device, load, type Model } from '../../runtime/index.ts';
import { everything, tablePosterior, tasks } from '../exporter/predictive/cases.ts';
import { imageClassifier, pixelRows, table } from '../runtime/models.ts';
import { launchChromium, testInBrowser } from '../support/chromium.ts';
import { serveFile } from '../support/file-server.ts';
import { openPage } from '../support/open-page.ts';
import { startPageServer } from '../support/page-server.ts';

interface Case {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly rows: number[];
}

let browser: Browser;
let server: Awaited<ReturnType<typeof startPageServer>>;
let cases: Case[];
beforeAll(async () => {
  server = await startPageServer();
  const digits = imageClassifier();
  const posterior = tablePosterior(table, '9-6', tasks[2]!, 3, 0.2);
  const plan = planPruning(posterior, everything);
  const uncertain = exportModel(compact(posterior, plan), { posterior, plan, predictive: { kind: 'moments' } });
  const foreign = await readFile('test/fixtures/foreign/torch-residual-script-13.onnx');
  await using read = await load(foreign);
  const pixels = (read.inputs[0]!.dims.slice(1) as number[]).reduce((product, size) => product * size, 1);
  cases = [
    { name: 'digits', bytes: digits.bytes, rows: Array.from(pixelRows(3, digits.columns)) },
    { name: 'uncertain', bytes: uncertain, rows: [30, 1.8, 0, 50, 1.6, 1, 20, 1.75, 0] },
    { name: 'foreign', bytes: foreign, rows: Array.from(pixelRows(2, pixels), (value) => value / 255) },
  ];
  for (const { name, bytes } of cases)
    server.add(`/${name}.onnx`, serveFile(bytes, { etag: `"${name}"`, ranges: true }));
  browser = await launchChromium({ webgpu: true });
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** In the page, where neither this file's other functions nor those that TypeScript adds (`await using`) are. */
async function answersInPage({
  name,
  rows,
  device,
}: {
  name: string;
  rows: number[];
  device: Device | readonly Device[];
}) {
  const { load } = await import('secateur/runtime/web');
  try {
    const model = await load(`/${name}.onnx`, { device });
    const answers: unknown = await model.predict(Float32Array.from(rows));
    await model.dispose();
    const { provider, tried, kind } = model;
    return { provider, tried, kind, numbers: numbersIn(answers), code: undefined };
  } catch (error) {
    return { code: (error as { code?: string }).code ?? String(error), numbers: [] };
  }
  /** All numbers of answers, however they are packed. */
  function numbersIn(value: unknown): number[] {
    if (typeof value === 'number') return [value];
    if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
    if (typeof value !== 'object' || value === null) return [];
    const data = (value as { data?: unknown }).data;
    return ArrayBuffer.isView(data) ? numbersIn(data) : Object.values(value).flatMap(numbersIn);
  }
}

async function numbersInNode({ bytes, rows }: Case): Promise<number[]> {
  await using model: Model = await load(bytes);
  const answers = await model.predict(Float32Array.from(rows));
  if (!Array.isArray(answers)) return Object.values(answers).flatMap(({ data }) => Array.from(data as Float32Array));
  return answers.flatMap((answer) =>
    Object.values(answer).flatMap((value) =>
      typeof value === 'number' ? [value] : typeof value === 'string' ? [] : Array.from(value as Float32Array),
    ),
  );
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (const [at, value] of expected.entries()) {
    expect(Math.abs(actual[at]! - value)).toBeLessThan(tolerance * (1 + Math.abs(value)));
  }
}

testInBrowser('a page answers as Node does, on WebAssembly, and says nothing to its console', async () => {
  const { page, complaints } = await openPage(browser, `${server.origin}/page`);
  // All at once, as pages do.
  const all = await Promise.all(
    cases.map(({ name, rows }) => page.evaluate(answersInPage, { name, rows, device: 'wasm' as const })),
  );
  for (const [at, inPage] of all.entries()) {
    expect(inPage).toMatchObject({ provider: 'web-wasm', tried: [{ provider: 'web-wasm' }] });
    expectClose(inPage.numbers, await numbersInNode(cases[at]!), 1e-5);
  }
  expect(complaints).toEqual([]);
  expect(server.asked.filter(({ url }) => url.includes('webgpu'))).toEqual([]);
  await page.close();
});

testInBrowser(
  'so it does on WebGPU, where this Chromium has it, or passes it over; else it says that it has none',
  async () => {
    const { page } = await openPage(browser, `${server.origin}/page`);
    const isThere = await page.evaluate(async () => {
      const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<object | null> } };
      return ((await gpu?.requestAdapter()) ?? null) !== null;
    });
    if (!isThere) console.warn('skipped in part: this Chromium has no WebGPU adapter, not even of software');
    for (const one of cases.slice(0, 1)) {
      const inPage = await page.evaluate(answersInPage, { name: one.name, rows: one.rows, device: 'webgpu' as const });
      if (isThere) {
        expect(inPage).toMatchObject({ provider: 'web-webgpu', tried: [{ provider: 'web-webgpu' }] });
        expectClose(inPage.numbers, await numbersInNode(one), 1e-4);
      } else expect(inPage.code).toBe('UNSUPPORTED');
    }
    // The second convolution of this one onnxruntime 1.30 computes wrongly there, and says nothing.
    const bytes = await readFile('test/fixtures/foreign/torch-lenet-script-17.onnx');
    server.add('/lenet.onnx', serveFile(bytes));
    const lenet = { name: 'lenet', bytes, rows: Array.from(pixelRows(1, 784), (value) => value / 255) };
    const device = ['webgpu', 'wasm'] as const;
    const inPage = await page.evaluate(answersInPage, { name: lenet.name, rows: lenet.rows, device });
    expect(inPage.tried!.map(({ provider }) => provider)).toEqual(
      device.map((name) => `web-${name}` as const).slice(0, inPage.provider === 'web-webgpu' ? 1 : 2),
    );
    expectClose(inPage.numbers, await numbersInNode(lenet), 1e-3);
    await page.close();
  },
);

testInBrowser('a worker of a page without a bundler answers too', async () => {
  const [one] = cases;
  const script = `
    import { load } from '/dist/runtime/web.js';
    addEventListener('message', async ({ data }) => {
      try {
        const model = await load(data.url, { onnxruntimeFolder: '/node_modules/onnxruntime-web/dist' });
        const answers = await model.predict(Float32Array.from(data.rows));
        await model.dispose();
        postMessage(answers.flatMap(({ index, probabilities }) => [index, ...probabilities]));
      } catch (error) { postMessage(String(error)); }
    });`;
  server.add(
    '/worker.js',
    serveFile(new TextEncoder().encode(script), { headers: { 'content-type': 'text/javascript' } }),
  );
  const { page, complaints } = await openPage(browser, `${server.origin}/page`);
  const inWorker = await page.evaluate(
    (data) =>
      new Promise<number[]>((resolve) => {
        const worker = new Worker('/worker.js', { type: 'module' });
        worker.onmessage = (message: MessageEvent<number[]>) => resolve(message.data);
        worker.postMessage(data);
      }),
    { url: '/digits.onnx', rows: one!.rows },
  );
  expectClose(inWorker, await numbersInNode(one!), 1e-5);
  expect(complaints).toEqual([]);
  await page.close();
});
