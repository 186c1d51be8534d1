import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
// The browser's entry, which runs here too, since it needs nothing but fetch.
import { load } from '../../runtime/web.ts';
import { digits, imageClassifier, pixelRows } from './models.ts';

const { bytes, columns } = imageClassifier();
let server: Server;
let address: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    response.statusCode = request.url === '/digits.onnx' ? 200 : 404;
    response.end(bytes);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await once(server, 'close');
});

test('a model runs from its address as from its bytes', async () => {
  const row = pixelRows(1, columns);
  await using downloaded = await load(new URL('/digits.onnx', address));
  await using given = await load(bytes);
  const answers = await downloaded.predict(row);
  expect(answers).toEqual(await given.predict(row));
  expect(answers).toMatchObject([{ label: expect.stringMatching(digits.join('|')) }]);
  expect(downloaded.provider).toBe('web-wasm');
});

test('an address without a model is an error that names it', async () => {
  await expect(load(`${address}/absent.onnx`)).rejects.toMatchObject({
    code: 'FILE_NOT_FOUND',
    message: expect.stringContaining(`${address}/absent.onnx: the server answered 404`),
  });
  await expect(load('http://127.0.0.1:1/digits.onnx')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
});
