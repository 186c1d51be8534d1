import { beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { decodeMessage, encodeMessage } from '../../desktop/shared/index.ts';
import type { Studio } from '../../desktop/studio/index.ts';
import { smallStudios } from './small-studios.ts';
import { openPage, type Page } from './studio-page.ts';

const { folder, start, studio } = smallStudios();
let origin: string;
beforeAll(() => {
  origin = `http://127.0.0.1:${studio().port}`;
});

/** What becomes of an attempt to open a WebSocket: undefined when it is opened. */
function refusedSocket(path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${studio().port}${path}`, { headers });
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

describe('the WebSocket of the studio', () => {
  test('is for pages of ours alone', async () => {
    const host = `127.0.0.1:${studio().port}`;
    const refused: Record<string, string>[] = [
      {},
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { origin: `https://${host}` },
      { origin: `http://127.0.0.1:${studio().port + 1}` },
      { origin: `http://localhost:${studio().port}` },
      { origin: 'http://evil.example', host: 'evil.example' },
      { origin: `http://evil.example:${studio().port}`, host: `evil.example:${studio().port}` },
    ];
    for (const headers of refused) expect(await refusedSocket('/host', headers)).toBe(403);
    expect(await refusedSocket('/elsewhere', { origin })).toBe(403);
    expect(await refusedSocket('/host', { origin })).toBeUndefined();
  });

  test('answers nobody who does not know the secret, and the token admits once', async () => {
    const [, token] = studio().address.split('#');
    for (const secret of ['', 'guess', token!.slice(1), `${token}x`]) {
      await expect(openPage(studio(), { secret })).rejects.toThrow('closed 4401');
    }
    const page = await openPage(studio(), { secret: token! });
    await expect(openPage(studio(), { secret: token! })).rejects.toThrow('closed 4401');
    const tab = await openPage(studio(), { secret: page.key });
    expect((await tab.api.hostState({})).home).toBe('studio');
    expect((await page.api.hostState({})).home).toBe('studio');
    page.close();
    tab.close();
  });

  test('wants a hello before anything else', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${studio().port}/host`, { headers: { origin } });
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.on('open', () => socket.send(encodeMessage({ kind: 'call', id: 1, operation: 'hostState', params: {} })));
    expect(await closed).toBe(1008);
  });

  test('reads no more than a hello from whoever it does not know', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${studio().port}/host`, { headers: { origin } });
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.on('open', () => socket.send(encodeMessage({ kind: 'hello', secret: 'x', more: new Uint8Array(2000) })));
    expect(await closed).toBe(1008);
  });

  test('hears nothing more once it has said that it ends', async () => {
    const own = await start();
    const token = own.address.split('#')[1]!;
    const address = `ws://127.0.0.1:${own.port}/host`;
    const socket = new WebSocket(address, { headers: { origin: `http://127.0.0.1:${own.port}` } });
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('open', () => {
      // All in one go: the token comes before the other side has agreed to end.
      socket.send(encodeMessage({ kind: 'hello', secret: 'guess' }));
      socket.send(encodeMessage({ kind: 'hello', secret: token }));
    });
    await closed;
    // The token was not spent on a conversation that was over.
    const page = await openPage(own, { secret: token });
    expect((await page.api.hostState({})).home).toBe('studio');
    page.close();
    await own.close();
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
