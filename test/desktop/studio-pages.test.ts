import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { isForUs, isFromUs } from '../../desktop/studio/same-origin.ts';
import { smallStudios } from './small-studios.ts';

const { folder, studio } = smallStudios();

/** Sends the path as it is, which `fetch` would tidy up. */
function get(path: string, { method = 'GET', headers = {} } = {}) {
  return new Promise<{ status: number; headers: IncomingMessage['headers']; body: string }>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: studio().port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    sent.on('error', reject).end();
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
    for (const host of [
      'evil.example',
      `evil.example:${studio().port}`,
      '127.0.0.1',
      `127.0.0.1:${studio().port + 1}`,
    ]) {
      expect((await get('/', { headers: { host } })).status).toBe(403);
    }
    expect((await get('/', { headers: { host: `localhost:${studio().port}` } })).status).toBe(200);
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
        const socket = connect({ host, port: studio().port }, () => resolve(true));
        socket.on('error', () => resolve(false));
      });
      expect(reached).toBe(false);
    }
  });
});
