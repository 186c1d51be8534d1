import type { IncomingMessage, Server } from 'node:http';
import { pageHeadersWith, type StaticFile } from '../host/index.ts';
import { isForUs } from './same-origin.ts';

/** Files hold no secret, so that nothing has to be known to get them; what they show comes over the WebSocket. */
export function servePages(server: Server, pages: ReadonlyMap<string, StaticFile>, port: number): void {
  // To some browsers, 'self' means http alone.
  const headers = pageHeadersWith([`ws://127.0.0.1:${port}`, `ws://localhost:${port}`]);
  server.on('request', (request, response) => {
    const { status, file } = answerTo(request, pages, port);
    response.writeHead(status, {
      ...headers,
      'cache-control': 'no-cache',
      'content-type': file?.type ?? 'text/plain; charset=utf-8',
      ...(status === 405 && { allow: 'GET, HEAD' }),
    });
    response.end(request.method === 'HEAD' ? undefined : (file?.bytes ?? refusals[status]));
  });
}

const refusals = { 200: undefined, 403: 'Forbidden', 404: 'Not found', 405: 'Method not allowed' } as const;

function answerTo(
  { method, url = '', headers }: IncomingMessage,
  pages: ReadonlyMap<string, StaticFile>,
  port: number,
): { readonly status: keyof typeof refusals; readonly file?: StaticFile } {
  if (!isForUs(headers, port)) return { status: 403 };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405 };
  const file = pages.get(url.replace(/\?.*$/, ''));
  return file ? { status: 200, file } : { status: 404 };
}
