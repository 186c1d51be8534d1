import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Progress } from '../../core/index.ts';
import { load } from '../../runtime/index.ts';
import { serveFile, startFileServer } from '../support/file-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { imageClassifier, pixelRows } from './models.ts';

const folder = temporaryFolder();
const { bytes, columns } = imageClassifier();
const row = pixelRows(1, columns);

describe('a file', () => {
  test('is loaded by its path and by its address, as text or URL', async () => {
    const path = await folder.write('digits #1.onnx', bytes);
    for (const source of [path, pathToFileURL(path), pathToFileURL(path).href]) {
      await using model = await load(source);
      expect(await model.predict(row)).toHaveLength(1);
    }
  });

  test.each<[string, () => Promise<string>, string]>([
    ['a folder', async () => folder.path(), 'FILE_UNREADABLE'],
    ['absent', async () => folder.at('absent.onnx'), 'FILE_NOT_FOUND'],
    ['empty', () => folder.write('empty.onnx', ''), 'FORMAT_INVALID'],
    ['cut short', () => folder.write('cut.onnx', bytes.subarray(0, bytes.length - 40)), 'FORMAT_INVALID'],
    ['text', () => folder.write('text.onnx', 'this is no model'), 'FORMAT_INVALID'],
    ['of a scheme that is not read', async () => 'ftp://example.com/model.onnx', 'FILE_NOT_FOUND'],
    ['on another machine', async () => 'file://elsewhere/model.onnx', 'ARGUMENT_INVALID'],
  ])('that is %s is one clear error', async (...[, source, code]) => {
    await expect(load(await source())).rejects.toMatchObject({ name: 'SecateurError', code });
  });

  test.each([undefined, null, 7, {}, new ArrayBuffer(4)])('%p is nothing to load from', async (source) => {
    await expect(load(source as never)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  });

  test('has no integrity to check', async () => {
    const path = await folder.write('a.onnx', bytes);
    await expect(load(path, { integrity: 'sha256-AAAA' })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  });
});

describe('an address', () => {
  let server: Awaited<ReturnType<typeof startFileServer>>;
  beforeAll(async () => {
    server = await startFileServer();
    server.answer = serveFile(bytes, { etag: '"one"', ranges: true });
  });
  afterAll(() => server.stop());
  const integrity = `sha256-${createHash('sha256').update(bytes).digest('base64')}`;

  test('is downloaded once, and kept', async () => {
    const options = { cacheFolder: folder.at('kept'), integrity };
    await using first = await load(`${server.origin}/digits.onnx`, options);
    await using second = await load(new URL(`${server.origin}/digits.onnx`), options);
    expect([first.download?.from, second.download?.from]).toEqual(['network', 'cache']);
    expect(server.asked).toHaveLength(1);
    expect(await second.predict(row)).toEqual(await first.predict(row));
  });

  test('whose file is another one than promised is an error', async () => {
    const wrong = `sha256-${createHash('sha256').update('other').digest('base64')}`;
    const loading = load(`${server.origin}/digits.onnx`, { cache: false, integrity: wrong });
    await expect(loading).rejects.toMatchObject({ code: 'CHECK_FAILED' });
  });
});

describe('loading', () => {
  test('says how far it is', async () => {
    const events: Progress[] = [];
    await using _ = await load(bytes, { onProgress: (event) => events.push(event) });
    expect(events).toEqual([
      { stage: 'load', done: 0, total: 1 },
      { stage: 'load', done: 1, total: 1 },
    ]);
  });

  test('ends when it is told to, before and while it works', async () => {
    await expect(load(bytes, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
    const controller = new AbortController();
    const loading = load(bytes, { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(loading).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
