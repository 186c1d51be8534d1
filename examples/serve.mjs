// Serves this repository to browsers on this machine: node examples/serve.mjs [PORT] [EXAMPLE]
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [port = '8080', example = 'draw-a-digit'] = process.argv.slice(2);
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

const server = createServer(async (request, response) => {
  try {
    // A URL's path never climbs above its root; normalising takes care of encoded separators.
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
    const body = await readFile(join(root, path.endsWith('/') ? `${path}index.html` : path));
    response
      .writeHead(200, { 'content-type': types[extname(path) || '.html'] ?? 'application/octet-stream' })
      .end(body);
  } catch {
    response.writeHead(404).end('not found');
  }
});
server.listen(Number(port), '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${server.address().port}/examples/${example}/`),
);
