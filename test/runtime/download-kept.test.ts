import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DownloadPart, joinedParts } from '../../runtime/download/store.ts';
import { serveFile } from '../support/file-server.ts';
import {
  download,
  file,
  integrityOf,
  keptFolder,
  nameOf,
  other,
  server,
  store,
  url,
  versioned,
} from './download-case.ts';

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
    expect(await readdir(keptFolder)).toEqual([]);
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
    const [own] = await readdir(keptFolder);
    const at = join(keptFolder, own!);
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
