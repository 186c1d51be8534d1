import { describe, expect, test } from '@jest/globals';
import { serveFile } from '../support/file-server.ts';
import { download, file, integrityOf, nameOf, other, server, store, url, versioned } from './download-case.ts';

describe('a download that is interrupted', () => {
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
});
