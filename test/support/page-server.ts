import { readFile } from 'node:fs/promises';
import { extname, normalize } from 'node:path';
import { type Handler, startFileServer } from './file-server.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** With these a page may share memory between threads. */
export const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  // Frames without an origin of their own read as strangers.
  'cross-origin-resource-policy': 'cross-origin',
  'access-control-allow-origin': '*',
};

const importMap = {
  imports: {
    'secateur/runtime/web': '/dist/runtime/web.js',
    'onnxruntime-web/wasm': '/node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs',
    'onnxruntime-web/webgpu': '/node_modules/onnxruntime-web/dist/ort.webgpu.bundle.min.mjs',
  },
};

/**
 * Serves empty pages with an import map (`/page`, and `/isolated`), this repository's `dist`, and what tests add: by path
 * with its slash, whole folders with one at the end.
 */
export async function startPageServer() {
  const server = await startFileServer();
  const added = new Map<string, Handler>();
  const page = `<!doctype html><title>page</title><link rel="icon" href="data:,"><script type="importmap">${JSON.stringify(importMap)}</script>`;
  added.set('/page', (_, response) => response.writeHead(200, { 'content-type': types['.html'] }).end(page));
  added.set('/isolated', (_, response) =>
    response.writeHead(200, { 'content-type': types['.html'], ...isolation }).end(page),
  );
  for (const folder of ['/dist/', '/node_modules/onnxruntime-web/dist/']) added.set(folder, folderAt('.'));
  server.answer = (request, response) => {
    const path = new URL(request.url ?? '', server.origin).pathname;
    const folder = [...added.keys()].find((key) => key.endsWith('/') && path.startsWith(key));
    const handler = added.get(path) ?? added.get(folder ?? '');
    if (handler) handler(request, response);
    else response.writeHead(404).end();
  };
  return {
    origin: server.origin,
    asked: server.asked,
    add: (path: string, handler: Handler) => added.set(path, handler),
    stop: server.stop,
  };
}

/** Files of a folder by their path in the address. */
export function folderAt(root: string, headers: Readonly<Record<string, string>> = isolation): Handler {
  return async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '', 'http://localhost').pathname));
    const body = await readFile(`${root}${path}`).catch(() => undefined);
    if (!body) response.writeHead(404).end();
    else {
      const type = types[extname(path)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type, ...headers }).end(body);
    }
  };
}
