import { mkdir } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { decodeMessage, encodeMessage } from '../../desktop/shared/index.ts';
import { type Studio, startStudio } from '../../desktop/studio/index.ts';
import { isForUs, isFromUs } from '../../desktop/studio/same-origin.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { openPage, type Page } from './studio-page.ts';

const folder = temporaryFolder();
let studio: Studio;
let origin: string;
const bugs: unknown[] = [];

const start = (more: { port?: number; files?: string[]; pagesFolder?: string } = {}) =>
  startStudio({
    version: '0.0.0',
    stateFolder: folder.at('state'),
    pagesFolder: folder.at('pages'),
    onBug: (...bug) => bugs.push(bug),
    ...more,
  });

beforeAll(async () => {
  await mkdir(folder.at('pages/assets'), { recursive: true });
  await folder.write('pages/index.html', '<!doctype html><title>pages</title>');
  await folder.write('pages/assets/main.js', 'export {};');
  await folder.write('secret.html', 'secret');
  studio = await start();
  origin = `http://127.0.0.1:${studio.port}`;
});
afterAll(() => studio.close());

/** Sends the path as it is, which `fetch` would tidy up. */
function get(path: string, { method = 'GET', headers = {} } = {}) {
  return new Promise<{ status: number; headers: IncomingMessage['headers']; body: string }>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: studio.port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    sent.on('error', reject).end();
  });
}

/** What becomes of an attempt to open a WebSocket: undefined when it is opened. */
function refusedSocket(path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${studio.port}${path}`, { headers });
    socket.on('unexpected-response', (_, response) => {
      resolve(response.statusCode);
      socket.terminate();
    });
    socket.on('open', () => {
      resolve(undefined);
      socket.terminate();
    });
    socket.on('error', () => undefined);
  });
}

describe('the files of the studio', () => {
  test('come with headers that let nothing foreign in', async () => {
    for (const path of ['/', '/index.html', '/assets/main.js', '/?view=prune']) {
      const { status, headers } = await get(path);
      expect(status).toBe(200);
      const policy = headers['content-security-policy']!;
      expect(policy).toMatch(/default-src 'none'/);
      expect(policy).toMatch(/frame-ancestors 'none'/);
      expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|\*|https?:/);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['set-cookie']).toBeUndefined();
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  test('are those of the pages and no others, however the path is written', async () => {
    const paths = [
      '/../secret.html',
      '/assets/../../secret.html',
      '/%2e%2e/secret.html',
      '/%2e%2e%2fsecret.html',
      '/..%2fsecret.html',
      '/..%5csecret.html',
      '/..\\secret.html',
      '//secret.html',
      '/assets/%252e%252e/%252e%252e/secret.html',
      `/${folder.at('secret.html')}`,
      `//${folder.at('secret.html')}`,
      '/index.html%00.js',
      '/assets',
      '/assets/',
      '/__proto__',
      '/constructor',
      `http://127.0.0.1/${folder.at('secret.html')}`,
      '*',
    ];
    for (const path of paths) {
      const { status, body } = await get(path);
      expect([path, status]).toEqual([path, 404]);
      expect(body).toBe('Not found');
    }
  });

  test('are not for whoever calls us by another name', async () => {
    for (const host of ['evil.example', `evil.example:${studio.port}`, '127.0.0.1', `127.0.0.1:${studio.port + 1}`]) {
      expect((await get('/', { headers: { host } })).status).toBe(403);
    }
    expect((await get('/', { headers: { host: `localhost:${studio.port}` } })).status).toBe(200);
  });

  test('are for us at port 80 too, which browsers leave out', () => {
    expect(isForUs({ host: '127.0.0.1' }, 80)).toBe(true);
    expect(isFromUs({ host: 'localhost', origin: 'http://localhost' }, 80)).toBe(true);
    expect(isForUs({ host: '127.0.0.1:80' }, 8080)).toBe(false);
  });

  test('cannot be written to', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await get('/', { method })).status).toBe(405);
    }
    expect(await get('/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  });

  test('are served on the loopback alone', async () => {
    const addresses = Object.values(networkInterfaces())
      .flat()
      .flatMap((each) => (each && !each.internal && each.family === 'IPv4' ? [each.address] : []));
    for (const host of addresses) {
      const reached = await new Promise<boolean>((resolve) => {
        const socket = connect({ host, port: studio.port }, () => resolve(true));
        socket.on('error', () => resolve(false));
      });
      expect(reached).toBe(false);
    }
  });
});

describe('the WebSocket of the studio', () => {
  test('is for pages of ours alone', async () => {
    const host = `127.0.0.1:${studio.port}`;
    const refused: Record<string, string>[] = [
      {},
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { origin: `https://${host}` },
      { origin: `http://127.0.0.1:${studio.port + 1}` },
      { origin: `http://localhost:${studio.port}` },
      { origin: 'http://evil.example', host: 'evil.example' },
      { origin: `http://evil.example:${studio.port}`, host: `evil.example:${studio.port}` },
    ];
    for (const headers of refused) expect(await refusedSocket('/host', headers)).toBe(403);
    expect(await refusedSocket('/elsewhere', { origin })).toBe(403);
    expect(await refusedSocket('/host', { origin })).toBeUndefined();
  });

  test('answers nobody who does not know the secret, and the token admits once', async () => {
    const [, token] = studio.address.split('#');
    for (const secret of ['', 'guess', token!.slice(1), `${token}x`]) {
      await expect(openPage(studio, { secret })).rejects.toThrow('closed 4401');
    }
    const page = await openPage(studio, { secret: token! });
    await expect(openPage(studio, { secret: token! })).rejects.toThrow('closed 4401');
    const tab = await openPage(studio, { secret: page.key });
    expect((await tab.api.hostState({})).home).toBe('studio');
    expect((await page.api.hostState({})).home).toBe('studio');
    page.close();
    tab.close();
  });

  test('wants a hello before anything else', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${studio.port}/host`, { headers: { origin } });
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.on('open', () => socket.send(encodeMessage({ kind: 'call', id: 1, operation: 'hostState', params: {} })));
    expect(await closed).toBe(1008);
  });
});

describe('a page of the studio', () => {
  let own: Studio;
  let page: Page;
  beforeAll(async () => {
    own = await start();
    page = await openPage(own, { secret: own.address.split('#')[1]! });
  });

  test('gets typed errors for wrong calls, and goes on', async () => {
    await expect(page.api.openFile({ path: 3 as never })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    await expect(page.api.openFile({ path: folder.at('nothing.onnx') })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
    expect((await page.api.hostState({})).documents).toEqual([]);
  });

  test('is thrown out for what is no message, and can come back', async () => {
    const bad: (Uint8Array | string)[] = [
      'text',
      '{"kind":"call"}',
      new Uint8Array(0),
      new Uint8Array([255, 255, 255, 255, 1]),
      encodeMessage(null),
      encodeMessage({ kind: 'hello', secret: page.key }),
      encodeMessage({ kind: 'call', id: 'x', operation: 'hostState', params: {} }),
    ];
    for (const message of bad) {
      const other = await openPage(own, { secret: page.key });
      other.socket.send(message);
      expect(await other.closed).toBe(1008);
    }
    const large = await openPage(own, { secret: page.key });
    large.socket.send(new Uint8Array(17 * 2 ** 20));
    expect(await large.closed).toBe(1009);
    expect((await page.api.hostState({})).home).toBe('studio');
    expect(bugs).toEqual([]);
  });

  test('gets answers that are messages, each to its own call', async () => {
    const answers: unknown[] = [];
    const other = await openPage(own, { secret: page.key });
    other.socket.on('message', (data: Buffer) => answers.push(decodeMessage(data)));
    for (const id of [5, 6]) other.socket.send(encodeMessage({ kind: 'call', id, operation: 'listJobs', params: {} }));
    while (answers.length < 2) await new Promise((resolve) => other.socket.once('message', resolve));
    expect(answers).toEqual([
      { kind: 'result', id: 5, result: [] },
      { kind: 'result', id: 6, result: [] },
    ]);
    other.close();
  });

  test('hears that the studio has ended', async () => {
    await own.close();
    expect(await page.closed).toBe(1006);
  });
});

test('a studio says what is in its way', async () => {
  const other = await start();
  await expect(start({ port: other.port })).rejects.toMatchObject({
    code: 'ARGUMENT_INVALID',
    message: expect.stringMatching(/in use/),
  });
  await expect(start({ files: [folder.at('nothing.onnx')] })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  await expect(start({ pagesFolder: folder.at('none') })).rejects.toMatchObject({
    code: 'DEPENDENCY_MISSING',
    message: expect.stringMatching(/npm run build/),
  });
  await other.close();
});
