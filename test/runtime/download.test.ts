import { readdir } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { Progress } from '../../core/index.ts';
import { serveFile } from '../support/file-server.ts';
import { download, file, keptFolder, nameOf, server, store, url, versioned } from './download-case.ts';

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
      await expect(readdir(keptFolder)).rejects.toThrow();
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
      response.writeHead(200, { 'content-length': file.length, etag: '"one"' }).write(file.subarray(0, 12_000));
    };
    const onProgress = ({ done }: Progress) => done === 12_000 && during.abort();
    await expect(download(url, { store, onProgress, signal: during.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
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
