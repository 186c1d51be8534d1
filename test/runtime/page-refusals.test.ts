import { request } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { answerWith } from '../support/pretended-page.ts';
import { page, servedLink } from '../support/served-link.ts';

const { url, run, get, post, open } = servedLink();
const answer = answerWith([1, 2, 3]);
const { result, environment } = answer;

/** With headers and paths that `fetch` would not send. */
function raw(path: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  const { hostname, port } = new URL(url());
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers, method }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on('error', reject)
      .end();
  });
}

describe('what is refused', () => {
  test('another token, and no token', async () => {
    const { origin, pathname } = new URL(url());
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
    const { pathname, host, port } = new URL(url());
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
    const running = run();
    await stream.next();
    const { pathname, host } = new URL(url());
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
    const running = run();
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
    const { headers } = await fetch(new URL(path, url()));
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-/,
    );
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  }
});
