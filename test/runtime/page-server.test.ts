import { expect, test } from '@jest/globals';
import { acceptedHosts, reachableAddresses } from '../../runtime/pages/addresses.ts';
import { startPageServer } from '../../runtime/pages/page-server.ts';
import { answerWith } from '../support/pretended-page.ts';
import { page, servedLink } from '../support/served-link.ts';
import { imageClassifier } from './models.ts';

const { url, renew, run, get, post, open } = servedLink();
const answer = answerWith([1, 2, 3]);
const { result, environment } = answer;

test('a page gets its round, the model and the rows, and what it posts is the answer', async () => {
  const rows = Float32Array.of(1, 2, 3);
  const stream = await open();
  const running = run({}, rows);
  expect(await stream.next()).toContain('"number":1,"total":1,"model":"image","on":"remote:wasm"');
  const sent = JSON.parse((await get('plans/1')).text);
  expect(sent).toMatchObject({ file: 'image.onnx', hasRows: true, seed: 1, minimumSamples: 5 });
  expect(sent).not.toHaveProperty('rows');
  expect(Buffer.from(await (await fetch(new URL('models/1', url()))).arrayBuffer())).toEqual(
    Buffer.from(imageClassifier().bytes),
  );
  expect(new Float32Array(await (await fetch(new URL('rows/1', url()))).arrayBuffer())).toEqual(rows);
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
  const running = expect(run()).rejects.toMatchObject({
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
  const running = run();
  await stream.next();
  expect(await post('leave?page=another-page', '')).toBe(409);
  expect(await post(`leave?page=${page}`, '')).toBe(204);
  expect(await running).toEqual({ gone: 'The page was closed.' });
  expect(await run()).toEqual({ gone: 'The page was closed.' });
  expect((await open()).status).toBe(409);

  renew(100);
  const lost = await open();
  const unfinished = run();
  await lost.next();
  lost.close();
  expect(await unfinished).toEqual({ gone: 'The page was not heard of for 0.1 s.' });
});

test('a page that says nothing is given up, and so is one whose profiling is stopped', async () => {
  const stream = await open();
  await expect(run({ timeLimitMs: 50 })).rejects.toMatchObject({
    code: 'PROVIDER_FAILED',
    message: expect.stringContaining('did not answer within 0.05 s'),
  });
  await expect(run({ signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
    code: 'ABORTED',
  });
  stream.close();
});

test('an address that is not of this machine, or a port that is taken, is refused in a sentence', async () => {
  const taken = Number(new URL(url()).port);
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
