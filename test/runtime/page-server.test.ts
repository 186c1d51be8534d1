import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { acceptedHosts, reachableAddresses } from '../../runtime/pages/addresses.ts';
import { type PageServer, startPageServer } from '../../runtime/pages/page-server.ts';
import type { PageSession } from '../../runtime/pages/page-session.ts';
import type { RoundPlan } from '../../runtime/profiler/messages.ts';
import { answerWith } from '../support/pretended-page.ts';
import { imageClassifier, writeModel } from './models.ts';

const page = 'a-page-of-ours';
const answer = answerWith([1, 2, 3]);
const { result, environment } = answer;

let folder: string;
let plan: RoundPlan;
let server: PageServer;
let session: PageSession;
let url: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secateur-pages-'));
  plan = {
    task: 'round',
    file: await writeModel(folder, 'image', imageClassifier().bytes),
    provider: 'web-wasm',
    threads: 1,
    seed: 1,
    minimumSamples: 5,
    scenario: { kind: 'stream' },
    dimensions: {},
    rows: undefined,
  };
  server = await startPageServer('127.0.0.1', 0);
  ({ session, url } = server.openSession({ graceMs: 200, total: 1 }));
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const get = async (path: string, base = url) => {
  const response = await fetch(new URL(path, base));
  return { status: response.status, text: await response.text() };
};
const post = async (path: string, body: string, headers: Record<string, string> = {}) =>
  (await fetch(new URL(path, url), { method: 'POST', body, headers })).status;
const options = { on: 'remote:wasm', signal: undefined, timeLimitMs: 200_000 };

/** As a page does: opens the stream, and reads what it is told. */
async function open(as = page) {
  const controller = new AbortController();
  const response = await fetch(new URL(`events?page=${as}`, url), { signal: controller.signal });
  const reader = response.body?.getReader();
  return {
    status: response.status,
    next: async () => new TextDecoder().decode((await reader!.read()).value),
    close: () => controller.abort(),
  };
}

/** With headers and paths that `fetch` would not send. */
function raw(path: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers, method }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on('error', reject)
      .end();
  });
}

test('a page gets its round, the model and the rows, and what it posts is the answer', async () => {
  const rows = Float32Array.of(1, 2, 3);
  const stream = await open();
  const running = session.run({ ...plan, rows }, options);
  expect(await stream.next()).toContain('"number":1,"total":1,"model":"image","on":"remote:wasm"');
  const sent = JSON.parse((await get('plans/1')).text);
  expect(sent).toMatchObject({ file: 'image.onnx', hasRows: true, seed: 1, minimumSamples: 5 });
  expect(sent).not.toHaveProperty('rows');
  expect(Buffer.from(await (await fetch(new URL('models/1', url))).arrayBuffer())).toEqual(
    Buffer.from(imageClassifier().bytes),
  );
  expect(new Float32Array(await (await fetch(new URL('rows/1', url))).arrayBuffer())).toEqual(rows);
  expect(await post(`results/1?page=${page}`, JSON.stringify(answer))).toBe(204);
  expect(await running).toEqual({ ...result, environment });
  // Over is over.
  expect((await get('plans/1')).status).toBe(404);
  expect((await get('models/1')).status).toBe(404);
  expect(await post(`results/1?page=${page}`, JSON.stringify(answer))).toBe(409);
  stream.close();
});

test('a page that reports an error ends the round with it', async () => {
  const stream = await open();
  const running = expect(session.run(plan, options)).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: 'no such operator (on remote:wasm)',
  });
  await stream.next();
  const error = { kind: 'error', code: 'UNSUPPORTED', message: 'no such operator' };
  expect(await post(`results/1?page=${page}`, JSON.stringify(error))).toBe(204);
  await running;
  stream.close();
});

test('a link is for the first page that uses it, which may come back', async () => {
  const first = await open();
  expect(first.status).toBe(200);
  expect((await open('another-page')).status).toBe(409);
  first.close();
  const again = await open();
  expect(again.status).toBe(200);
  expect((await open('no')).status).toBe(400);
  again.close();
});

test('a page that is closed, or not heard of any more, is gone for good', async () => {
  const stream = await open();
  const running = session.run(plan, options);
  await stream.next();
  expect(await post('leave?page=another-page', '')).toBe(409);
  expect(await post(`leave?page=${page}`, '')).toBe(204);
  expect(await running).toEqual({ gone: 'The page was closed.' });
  expect(await session.run(plan, options)).toEqual({ gone: 'The page was closed.' });
  expect((await open()).status).toBe(409);

  ({ session, url } = server.openSession({ graceMs: 100, total: 1 }));
  const lost = await open();
  const unfinished = session.run(plan, options);
  await lost.next();
  lost.close();
  expect(await unfinished).toEqual({ gone: 'The page was not heard of for 0.1 s.' });
});

test('a page that says nothing is given up, and so is one whose profiling is stopped', async () => {
  const stream = await open();
  await expect(session.run(plan, { ...options, timeLimitMs: 50 })).rejects.toMatchObject({
    code: 'PROVIDER_FAILED',
    message: expect.stringContaining('did not answer within 0.05 s'),
  });
  await expect(session.run(plan, { ...options, signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
    code: 'ABORTED',
  });
  stream.close();
});

describe('what is refused', () => {
  test('another token, and no token', async () => {
    const { origin, pathname } = new URL(url);
    for (const path of [
      '/',
      '/x/',
      `${pathname.slice(0, -2)}/`,
      `${pathname.toUpperCase()}`,
      `/lib/runtime/page/shell.js`,
    ]) {
      expect((await get(path, origin)).status).toBe(404);
    }
    expect((await get('')).status).toBe(200);
  });

  test('a name that is not ours (DNS rebinding), an origin elsewhere, and other methods', async () => {
    const { pathname, host, port } = new URL(url);
    expect(await raw(pathname, { host })).toBe(200);
    expect(await raw(pathname, { host: `localhost:${port}` })).toBe(200);
    for (const other of ['evil.example', `evil.example:${port}`, '127.0.0.1', `${host}.evil.example`]) {
      expect(await raw(pathname, { host: other })).toBe(403);
    }
    expect(await raw(pathname, { host, origin: 'http://evil.example' })).toBe(403);
    expect(await raw(pathname, { host, origin: `http://${host}` })).toBe(200);
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH']) expect(await raw(pathname, { host }, method)).toBe(405);
  });

  test('every path that is not of the plan', async () => {
    const stream = await open();
    const running = session.run(plan, options);
    await stream.next();
    const { pathname, host } = new URL(url);
    const outside = [
      '../package.json',
      '%2e%2e/%2e%2e/package.json',
      'lib/../../package.json',
      'lib/%2e%2e%2fpackage.json',
      'lib/runtime/index.js',
      'lib/runtime/profiler/child.js',
      'onnxruntime-web/../../package.json',
      'onnxruntime-web/ort.node.min.js',
      'models/0',
      'models/2',
      'models/1/../../x',
      'models/-1',
      'models/1e0',
      'plans/constructor',
      '__proto__',
      'toString',
      '\\..\\package.json',
    ];
    for (const path of outside) expect([path, await raw(`${pathname}${path}`, { host })]).toEqual([path, 404]);
    await fc.assert(
      fc.asyncProperty(fc.webPath(), async (path) => {
        expect([200, 400, 404]).toContain(await raw(`${pathname}x${path}`, { host }));
      }),
      { numRuns: 15 },
    );
    await post(`leave?page=${page}`, '');
    await running;
  });

  const hostile: readonly (readonly [string, unknown])[] = [
    ['nothing', ''],
    ['no JSON', '{"kind":'],
    ['null', null],
    ['another kind', { ...answer, kind: 'order' }],
    ['no samples', { ...answer, result: { ...result, samplesMs: [] } }],
    ['negative times', { ...answer, result: { ...result, samplesMs: [-1] } }],
    ['text as times', { ...answer, result: { ...result, samplesMs: ['1'] } }],
    ['times beyond numbers', JSON.stringify(answer).replace('[1,2,3]', '[1e999]')],
    ['more samples than asked for', { ...answer, result: { ...result, samplesMs: Array(2001).fill(1) } }],
    ['a figure nobody knows', { ...answer, result: { ...result, extra: 1 } }],
    ['a round without a figure', { ...answer, result: { ...result, round: { stable: true } } }],
    ['a prototype', JSON.stringify(answer).replace('"stable"', '"__proto__":{"x":1},"stable"')],
    ['a novel', { ...answer, environment: { ...environment, userAgent: 'x'.repeat(1001) } }],
    ['a code of ours that pages cannot have', { kind: 'error', code: 'ABORTED', message: 'x' }],
    ['depth', '['.repeat(30_000)],
  ];

  test('posts of anything else than an answer, and the round goes on', async () => {
    const stream = await open();
    const running = session.run(plan, options);
    await stream.next();
    const statuses: (readonly [string, number])[] = [];
    for (const [name, body] of hostile) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      statuses.push([name, await post(`results/1?page=${page}`, text)]);
    }
    expect(statuses).toEqual(hostile.map(([name]) => [name, 400]));
    const good = JSON.stringify(answer);
    expect(await post(`results/1?page=${page}`, ' '.repeat(3_000_000))).toBe(413);
    expect(await post('results/1?page=another-page', good)).toBe(409);
    expect(await post('results/1', good)).toBe(409);
    expect(await post(`results/2?page=${page}`, good)).toBe(409);
    expect(await post(`results/x?page=${page}`, good)).toBe(409);
    expect(await post('plans/1', good)).toBe(404);
    expect(await post(`results/1?page=${page}`, good, { origin: 'http://evil.example' })).toBe(403);
    expect(await post(`results/1?page=${page}`, good)).toBe(204);
    expect(await running).toEqual({ ...result, environment });
    stream.close();
  });
});

test('all that is served forbids what the page does not need', async () => {
  for (const path of ['', 'round', 'style.css', 'lib/runtime/page/round.js', 'nothing']) {
    const { headers } = await fetch(new URL(path, url));
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-/,
    );
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  }
});

test('an address that is not of this machine, or a port that is taken, is refused in a sentence', async () => {
  const taken = Number(new URL(url).port);
  await expect(startPageServer('127.0.0.1', taken)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  await expect(startPageServer('203.0.113.7', 0)).rejects.toMatchObject({
    code: 'ARGUMENT_INVALID',
    message: expect.stringContaining('--host'),
  });
});

test('of several addresses the one is shown that a phone is likeliest to reach', () => {
  const at = (address: string, internal = false) => [
    { address, internal, family: 'IPv4' as const, netmask: '', mac: '', cidr: null },
  ];
  const interfaces = {
    lo: at('127.0.0.1', true),
    docker0: at('172.17.0.1'),
    eth0: at('203.0.113.9'),
    wlan0: at('192.168.1.5'),
  };
  expect(reachableAddresses(interfaces)).toEqual(['192.168.1.5', '172.17.0.1', '203.0.113.9']);
  expect(reachableAddresses({})).toEqual([]);
  expect(acceptedHosts('192.168.1.5', 80)).toEqual(new Set(['192.168.1.5']));
  expect(acceptedHosts('127.0.0.1', 8080)).toEqual(new Set(['127.0.0.1:8080', 'localhost:8080', '[::1]:8080']));
});
