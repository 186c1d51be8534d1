import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Progress, randomStream } from '../../core/index.ts';
import { download as downloadAtLeisure } from '../../runtime/download/download.ts';
import { folderStore } from '../../runtime/download/folder-store.ts';
import { type DownloadPart, joinedParts } from '../../runtime/download/store.ts';
import { serveFile, startFileServer } from '../support/file-server.ts';

const random = randomStream(1, 'download test');
const file = Uint8Array.from({ length: 50_000 }, () => random.uint32() % 256);
const other = Uint8Array.from({ length: 50_000 }, () => random.uint32() % 256);
const integrityOf = (bytes: Uint8Array, algorithm = 'sha256') =>
  `${algorithm}-${createHash(algorithm).update(bytes).digest('base64')}`;
/** The same without long waits. */
const download: typeof downloadAtLeisure = (address, options) =>
  downloadAtLeisure(address, { pausesMs: [20, 20, 20, 20], ...options });
/** Arrays that differ in thousands of places take Jest minutes to print. */
const nameOf = (bytes: Uint8Array) =>
  Buffer.compare(bytes, file) === 0 ? 'file' : Buffer.compare(bytes, other) === 0 ? 'other' : `${bytes.length} bytes`;
const versioned = { etag: '"one"', ranges: true };

let server: Awaited<ReturnType<typeof startFileServer>>;
let url: string;
beforeAll(async () => {
  server = await startFileServer();
  url = `${server.origin}/model.onnx`;
});
afterAll(() => server.stop());

let folder: string;
let store: ReturnType<typeof folderStore>;
beforeEach(async () => {
  server.asked.length = 0;
  folder = await mkdtemp(join(tmpdir(), 'secateur-download-'));
  store = folderStore(join(folder, 'kept'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a download', () => {
  test('brings the bytes and says how far it is', async () => {
    server.answer = serveFile(file, versioned);
    const events: Progress[] = [];
    const { bytes, report } = await download(url, { onProgress: (event) => events.push(event) });
    expect(nameOf(bytes)).toBe('file');
    expect(report).toEqual({ from: 'network', sizeBytes: file.length, receivedBytes: file.length, requests: 1 });
    expect(events[0]).toEqual({ stage: 'download', done: 0, total: file.length });
    expect(events.at(-1)).toEqual({ stage: 'download', done: file.length, total: file.length });
  });

  test('goes on where the connection broke, as often as need be', async () => {
    server.answer = serveFile(file, { ...versioned, breaks: [10_000, 20_000] });
    const { bytes, report } = await download(url, { integrity: integrityOf(file) });
    expect(nameOf(bytes)).toBe('file');
    expect(server.asked.map(({ range }) => range)).toEqual([undefined, 'bytes=10000-', 'bytes=30000-']);
    expect(report).toEqual({ from: 'resumed', sizeBytes: file.length, receivedBytes: file.length, requests: 3 });
  });

  test.each([
    ['has no ranges', { etag: '"one"', ranges: false }],
    ['does not name the version', { ranges: true }],
    ['names it weakly', { etag: 'W/"one"', ranges: true }],
  ])('starts over where the server %s', async (_, manners) => {
    server.answer = serveFile(file, { ...manners, breaks: [10_000] });
    const { bytes, report } = await download(url);
    expect(nameOf(bytes)).toBe('file');
    expect(report).toMatchObject({ from: 'network', receivedBytes: file.length + 10_000, requests: 2 });
  });

  test('does not glue two versions together when the file changes under way', async () => {
    const before = serveFile(file, { ...versioned, breaks: [10_000] });
    const after = serveFile(other, { etag: '"two"', ranges: true });
    server.answer = (request, response) => (server.asked.length === 1 ? before : after)(request, response);
    expect(nameOf((await download(url)).bytes)).toBe('other');
  });

  test('finds out by the integrity that a server glues them together itself', async () => {
    // The same tag for another file.
    const before = serveFile(file, { ...versioned, breaks: [10_000] });
    const after = serveFile(other, versioned);
    server.answer = (request, response) => (server.asked.length === 1 ? before : after)(request, response);
    const { bytes, report } = await download(url, { store, integrity: integrityOf(other) });
    expect(nameOf(bytes)).toBe('other');
    expect(report.requests).toBe(3);
  });

  test.each([
    ['another start', { 'content-range': 'bytes 9999-49999/50000' }],
    ['another length', { 'content-range': 'bytes 10000-49999/60000' }],
    ['no sense', { 'content-range': 'lines 3-4' }],
    ['compressed bytes', { 'content-encoding': 'gzip', 'content-range': 'bytes 10000-49999/50000' }],
    ['another tag', { etag: '"two"', 'content-range': 'bytes 10000-49999/50000' }],
  ])('starts over when the rest that comes has %s', async (_, headers) => {
    const good = serveFile(file, { ...versioned, breaks: [10_000] });
    server.answer = (request, response) => {
      if (server.asked.length !== 2) good(request, response);
      else response.writeHead(206, { etag: versioned.etag, ...headers }).end(file.subarray(10_000));
    };
    expect(nameOf((await download(url)).bytes)).toBe('file');
    expect(server.asked.map(({ range }) => range)).toEqual([undefined, 'bytes=10000-', undefined]);
  });

  test('gives up after five attempts, says how much came, and the next one goes on there', async () => {
    server.answer = serveFile(file, { ...versioned, breaks: [9000, 0, 0, 0, 0] });
    await expect(download(url, { store })).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringMatching(/9000 of 50000 bytes/),
    });
    expect(server.asked.length).toBe(5);
    const { bytes, report } = await download(url, { store });
    expect(nameOf(bytes)).toBe('file');
    expect(report).toEqual({ from: 'resumed', sizeBytes: file.length, receivedBytes: file.length - 9000, requests: 1 });
  });

  test('is cut short when less comes than was promised, though the connection ends in order', async () => {
    const short = async () => {
      const body = new Response(file.slice(0, 100)).body;
      return new Response(body, { headers: { 'content-length': '50000' } });
    };
    const waiting = download(url, { fetch: short });
    await expect(waiting).rejects.toMatchObject({ message: expect.stringContaining('100 of 50000 bytes') });
  });

  test('survives a busy server, and names what it says in the end', async () => {
    const good = serveFile(file);
    server.answer = (request, response) => {
      if (server.asked.length < 3) response.writeHead(503).end();
      else good(request, response);
    };
    expect((await download(url)).report.requests).toBe(3);
    server.answer = (_, response) => response.writeHead(500).end();
    await expect(download(url)).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining('500'),
    });
  });

  test('takes compressed answers and answers of unknown length', async () => {
    const zipped = gzipSync(file);
    server.answer = (_, response) =>
      response
        .writeHead(200, { 'content-encoding': 'gzip', 'content-length': zipped.length, etag: '"zip"' })
        .end(zipped);
    expect(nameOf((await download(url, { store })).bytes)).toBe('file');
    server.answer = serveFile(file, { length: false });
    const totals: number[] = [];
    const { bytes } = await download(`${url}?b`, { store, onProgress: ({ total }) => totals.push(total) });
    expect(nameOf(bytes)).toBe('file');
    expect(new Set(totals)).toEqual(new Set([0]));
  });

  test('follows redirects, and gives up on those that lead in circles', async () => {
    const good = serveFile(file, { ...versioned, breaks: [10_000] });
    server.answer = (request, response) => {
      if (request.url === '/model.onnx') response.writeHead(302, { location: '/elsewhere' }).end();
      else if (request.url === '/elsewhere') good(request, response);
      else response.writeHead(302, { location: '/circle' }).end();
    };
    expect(nameOf((await download(url)).bytes)).toBe('file');
    await expect(download(`${server.origin}/circle`)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  test.each([
    [404, 'FILE_NOT_FOUND'],
    [410, 'FILE_NOT_FOUND'],
    [403, 'FILE_UNREADABLE'],
    [206, 'FILE_UNREADABLE'],
    [304, 'FILE_UNREADABLE'],
  ])('that is answered with %d is an error that says so', async (status, code) => {
    server.answer = (_, response) => response.writeHead(status).end();
    await expect(download(url)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(`${url}: the server answered ${status}`),
    });
    expect(server.asked.length).toBe(1);
  });

  test('does not take a web page for a model, whatever its type is said to be; nor a model for a page', async () => {
    const page = new TextEncoder().encode('\n<!doctype html><p>Not found');
    for (const type of ['text/html; charset=utf-8', 'application/octet-stream']) {
      server.answer = serveFile(page, { ...versioned, headers: { 'content-type': type } });
      await expect(download(url, { store })).rejects.toMatchObject({
        code: 'FORMAT_INVALID',
        message: expect.stringContaining('web page'),
      });
      await expect(readdir(join(folder, 'kept'))).rejects.toThrow();
    }
    server.answer = serveFile(file, { headers: { 'content-type': 'text/html' } });
    expect(nameOf((await download(url)).bytes)).toBe('file');
  });

  test('names a server that cannot be reached, without trying it again and again', async () => {
    await expect(download('http://127.0.0.1:1/model.onnx')).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining('http://127.0.0.1:1/model.onnx: cannot be downloaded'),
    });
  });

  test('can be stopped before, during and between its requests; what came is kept', async () => {
    server.answer = serveFile(file, versioned);
    const before = download(url, { signal: AbortSignal.abort() });
    await expect(before).rejects.toMatchObject({ code: 'ABORTED' });
    expect(server.asked.length).toBe(0);

    const during = new AbortController();
    server.answer = (_, response) => {
      response.writeHead(200, { 'content-length': file.length, etag: '"one"' });
      response.write(file.subarray(0, 12_000), () => setTimeout(() => during.abort(), 50));
    };
    await expect(download(url, { store, signal: during.signal })).rejects.toMatchObject({ code: 'ABORTED' });
    server.answer = serveFile(file, versioned);
    expect((await download(url, { store })).report).toMatchObject({ from: 'resumed', receivedBytes: 38_000 });

    const between = new AbortController();
    server.answer = (_, response) => {
      response.writeHead(503).end();
      setTimeout(() => between.abort(), 20);
    };
    server.asked.length = 0;
    await expect(download(`${url}?b`, { signal: between.signal })).rejects.toMatchObject({ code: 'ABORTED' });
    expect(server.asked.length).toBe(1);
  });

  test('passes on what its listener throws', async () => {
    server.answer = serveFile(file);
    const onProgress = () => {
      throw new RangeError('of the listener');
    };
    await expect(download(url, { onProgress })).rejects.toThrow('of the listener');
  });
});

describe('integrity', () => {
  test.each(['sha256', 'sha384', 'sha512'])('is checked by %s', async (algorithm) => {
    server.answer = serveFile(file);
    const integrity = `  ${integrityOf(other, algorithm)}\n ${integrityOf(file, algorithm)}?ignored `;
    expect(nameOf((await download(url, { integrity })).bytes)).toBe('file');
    const wrong = download(url, { store, integrity: integrityOf(other, algorithm) });
    await expect(wrong).rejects.toMatchObject({
      code: 'CHECK_FAILED',
      message: expect.stringContaining(integrityOf(file, algorithm)),
    });
    await expect(readdir(join(folder, 'kept'))).rejects.toThrow();
  });

  test('by a weak algorithm does not help where a strong one fails', async () => {
    server.answer = serveFile(file);
    const integrity = `${integrityOf(file)} ${integrityOf(other, 'sha512')}`;
    await expect(download(url, { integrity })).rejects.toMatchObject({ code: 'CHECK_FAILED' });
  });

  test.each([
    '',
    'sha256',
    'md5-1B2M2Y8AsgTpgAmY7PhCfg==',
    'sha256-abc',
    createHash('sha256').update(file).digest('hex'),
  ])("that is '%s' is refused before anything is loaded", async (integrity) => {
    await expect(download(url, { integrity })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    expect(server.asked.length).toBe(0);
  });
});

describe('a kept download', () => {
  test.each([
    ['tag', { etag: '"one"' }, { etag: '"two"' }],
    ['weak tag', { etag: 'W/"one"' }, { etag: 'W/"two"' }],
    ['date', { lastModified: 'Mon, 02 Feb 2026 10:00:00 GMT' }, { lastModified: 'Tue, 03 Feb 2026 10:00:00 GMT' }],
  ])('is used while the server says by its %s that it is the same', async (_, first, second) => {
    server.answer = serveFile(file, first);
    await download(url, { store });
    const again = await download(url, { store });
    expect(nameOf(again.bytes)).toBe('file');
    expect(again.report).toEqual({ from: 'cache', sizeBytes: file.length, receivedBytes: 0, requests: 1 });
    expect(server.asked.map(({ status }) => status())).toEqual([200, 304]);
    server.answer = serveFile(other, second);
    expect(nameOf((await download(url, { store })).bytes)).toBe('other');
    expect((await download(url, { store })).report.from).toBe('cache');
  });

  test('with the right integrity needs no server; with another one it is replaced', async () => {
    server.answer = serveFile(file, versioned);
    await download(url, { store });
    const again = await download(url, { store, integrity: integrityOf(file) });
    expect(again.report).toMatchObject({ from: 'cache', requests: 0 });
    // The server says that nothing has changed, but something else is wanted.
    server.answer = serveFile(other, versioned);
    expect(nameOf((await download(url, { store, integrity: integrityOf(other) })).bytes)).toBe('other');
    expect(nameOf((await download(url, { store })).bytes)).toBe('other');
  });

  test('is used, and said to be unchecked, while the server cannot be reached or is out of order', async () => {
    server.answer = serveFile(file, versioned);
    await download(url, { store });
    const offline = () => Promise.reject(new TypeError('Failed to fetch'));
    expect((await download(url, { store, fetch: offline })).report.from).toBe('cache-unchecked');
    server.answer = (_, response) => response.writeHead(502).end();
    expect((await download(url, { store })).report.from).toBe('cache-unchecked');
  });

  test('is forgotten when the server no longer has it', async () => {
    server.answer = serveFile(file, versioned);
    await download(url, { store });
    server.answer = (_, response) => response.writeHead(404).end();
    await expect(download(url, { store })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    expect(await readdir(join(folder, 'kept'))).toEqual([]);
  });

  test('is not kept where the server forbids it, or the store fails; the download says so', async () => {
    server.answer = serveFile(file, { ...versioned, headers: { 'cache-control': 'private, no-store' } });
    const forbidden = await download(url, { store });
    expect(forbidden.report.notKept).toContain('no-store');
    server.answer = serveFile(file, versioned);
    const failing = { ...store, add: () => Promise.reject(new Error('the disk is full')) };
    const { bytes, report } = await download(url, { store: failing });
    expect(nameOf(bytes)).toBe('file');
    expect(report.notKept).toBe('the disk is full');
  });

  test('that was damaged on disk is fetched again from there', async () => {
    server.answer = serveFile(file, { ...versioned, breaks: [10_000] });
    await download(url, { store });
    const [own] = await readdir(join(folder, 'kept'));
    const at = join(folder, 'kept', own!);
    const last = (await readdir(at)).find((name) => name.startsWith('10000-'))!;
    const damaged = await readFile(join(at, last));
    damaged[5]! ^= 1;
    await writeFile(join(at, last), damaged);
    const { bytes, report } = await download(url, { store });
    expect(nameOf(bytes)).toBe('file');
    expect(report).toMatchObject({ from: 'resumed', receivedBytes: 40_000 });
    await writeFile(join(at, 'head.json'), '{"totalBytes":"many"}');
    expect((await download(url, { store })).report.from).toBe('network');
  });
});

test('parts that were kept by two downloads at once are one file without gaps', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: 40 }), fc.integer({ min: 1, max: 12 })), { maxLength: 12 }),
      (ranges) => {
        const parts: DownloadPart[] = ranges.map(([start, length]) => ({
          startByte: start,
          bytes: file.slice(start, start + length),
        }));
        const isThere = (at: number) => ranges.some(([start, length]) => at >= start && at < start + length);
        let end = 0;
        while (isThere(end)) end++;
        expect(Array.from(joinedParts(parts))).toEqual(Array.from(file.slice(0, end)));
      },
    ),
  );
});
