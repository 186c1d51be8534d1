import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { imageClassifier } from '../runtime/models.ts';
import { launchChromium, testInBrowser } from '../support/chromium.ts';
import { serveFile } from '../support/file-server.ts';
import { openPage } from '../support/open-page.ts';
import { startPageServer } from '../support/page-server.ts';

let browser: Browser;
let server: Awaited<ReturnType<typeof startPageServer>>;
beforeAll(async () => {
  server = await startPageServer();
  server.add('/digits.onnx', serveFile(imageClassifier().bytes));
  server.add('/foreign.onnx', serveFile(await readFile('test/fixtures/foreign/torch-residual-script-13.onnx')));
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

testInBrowser('a device that a page cannot have is refused by name, and passed over in a list', async () => {
  const { page } = await openPage(browser, `${server.origin}/page`);
  const found = await page.evaluate(async () => {
    const { load } = await import('secateur/runtime/web');
    const codeOf = (device: 'webnn' | 'cuda') =>
      load('/digits.onnx', { device }).then(
        () => 'loaded',
        (error: { code: string }) => error.code,
      );
    const model = await load('/digits.onnx', { device: ['webnn', 'cuda', 'wasm'] });
    await model.dispose();
    const refusals = await Promise.all([codeOf('webnn'), codeOf('cuda')]);
    return { refusals, tried: model.tried, provider: model.provider };
  });
  expect(found.refusals).toEqual(['UNSUPPORTED', 'UNSUPPORTED']);
  expect(found.provider).toBe('web-wasm');
  expect(found.tried.map(({ provider, refused }) => [provider, refused?.code])).toEqual([
    ['web-webnn', 'UNSUPPORTED'],
    ['node-cuda', 'UNSUPPORTED'],
    ['web-wasm', undefined],
  ]);
  await page.close();
});

testInBrowser('threads are had in an isolated page; in another fewer, said as data, or refused by name', async () => {
  const ask = async () => {
    const { load } = await import('secateur/runtime/web');
    const attempt = async (options: { device?: 'wasm'; threads?: number }) => {
      try {
        const model = await load('/digits.onnx', options);
        await model.predict(new Float32Array(20));
        await model.dispose();
        return model.tried.at(-1)!.reduced ?? 'granted';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    const found: string[] = [];
    for (const options of [
      { device: 'wasm' as const, threads: 2 },
      { threads: 2 },
      {},
      { threads: 3 },
      { device: 'wasm' as const, threads: 3 },
    ]) {
      found.push(await attempt(options));
    }
    return found;
  };
  const isolated = await openPage(browser, `${server.origin}/isolated`);
  const other = 'the WebAssembly runtime already runs with 2';
  expect(await isolated.page.evaluate(ask)).toEqual([
    'granted',
    'granted',
    'granted',
    expect.stringContaining(`2 thread(s) in place of 3: ${other}`),
    'ARGUMENT_INVALID',
  ]);
  expect(isolated.page.workers().length).toBeGreaterThan(0);
  const plain = await openPage(browser, `${server.origin}/page`);
  const headers = 'Cross-Origin-Opener-Policy';
  expect(await plain.page.evaluate(ask)).toEqual([
    'UNSUPPORTED',
    expect.stringMatching(`^1 thread\\(s\\) in place of 2: .*${headers}`),
    'granted',
    expect.stringContaining('1 thread(s) in place of 3'),
    'ARGUMENT_INVALID',
  ]);
  expect([...isolated.complaints, ...plain.complaints]).toEqual([]);
  await isolated.page.close();
  await plain.page.close();
});

testInBrowser("a hundred models that come and go leave WebAssembly's memory as it was", async () => {
  const { page } = await openPage(browser, `${server.origin}/page`);
  const sizes = await page.evaluate(async () => {
    // The library makes its memory itself, when its first session is made.
    const memories: WebAssembly.Memory[] = [];
    const Memory = WebAssembly.Memory;
    WebAssembly.Memory = class extends Memory {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        super(descriptor);
        memories.push(this);
      }
    };
    const { load } = await import('secateur/runtime/web');
    const bytes = new Uint8Array(await (await fetch('/foreign.onnx')).arrayBuffer());
    const sizes: number[] = [];
    for (let cycle = 0; cycle < 120; cycle++) {
      const model = await load(bytes);
      const pixels = (model.inputs[0]!.dims.slice(1) as number[]).reduce((product, size) => product * size, 1);
      await model.predict(new Float32Array(pixels));
      await model.dispose();
      sizes.push(memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0));
    }
    return sizes;
  });
  expect(sizes[20]).toBeGreaterThan(0);
  expect(sizes.at(-1)).toBe(sizes[20]);
  await page.close();
});
