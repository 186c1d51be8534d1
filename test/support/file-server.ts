import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileManners {
  readonly etag?: string;
  readonly lastModified?: string;
  /** Whether it answers `Range`; only together with a matching `If-Range`. */
  readonly ranges?: boolean;
  /** Whether it says how long the file is. */
  readonly length?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** After so many bytes of each answer the connection breaks, once for each number. */
  readonly breaks?: number[];
}

/** What a server does with a request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server whose behaviour the test sets, and which remembers what it was asked. */
export async function startFileServer(): Promise<{
  readonly origin: string;
  readonly asked: { readonly url: string; readonly range: string | undefined; readonly status: () => number }[];
  answer: Handler;
  stop(): Promise<void>;
}> {
  const server = createServer((request, response) => {
    // Pages ask other origins beforehand whether they may.
    if (request.method === 'GET') {
      const { url = '', headers } = request;
      self.asked.push({ url, range: headers.range, status: () => response.statusCode });
    }
    self.answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const self: Awaited<ReturnType<typeof startFileServer>> = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    answer: (_, response) => response.writeHead(404).end(),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return self;
}

/** A server of files as good or bad as it is told to be. */
export function serveFile(bytes: Uint8Array, manners: FileManners = {}): Handler {
  const { etag, lastModified, ranges = false, length = true, headers = {}, breaks = [] } = manners;
  return (request, response) => {
    const all = { ...headers, ...(etag && { etag }), ...(lastModified && { 'last-modified': lastModified }) };
    const { range, 'if-range': ifRange, 'if-none-match': ifNoneMatch, 'if-modified-since': since } = request.headers;
    if ((etag && ifNoneMatch === etag) || (lastModified && since === lastModified)) {
      response.writeHead(304, all).end();
      return;
    }
    const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const isPart = ranges && start > 0 && ifRange === etag;
    const body = isPart ? bytes.subarray(start) : bytes;
    const breakAfter = breaks.shift();
    response.writeHead(isPart ? 206 : 200, {
      ...all,
      ...(length && { 'content-length': body.length }),
      ...(isPart && { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
    });
    if (breakAfter === undefined) response.end(body);
    else response.write(body.subarray(0, breakAfter), () => setTimeout(() => response.destroy(), 20));
  };
}
