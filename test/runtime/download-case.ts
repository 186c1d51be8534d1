import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach } from '@jest/globals';
import { randomStream } from '../../core/index.ts';
import { download as downloadAtLeisure } from '../../runtime/download/download.ts';
import { folderStore } from '../../runtime/folder-store.ts';
import { startFileServer } from '../support/file-server.ts';

/** What the tests of downloads have in common: a server, two files that it may serve, and a store that begins empty. */
const random = randomStream(1, 'download test');
export const file = Uint8Array.from({ length: 50_000 }, () => random.uint32() % 256);
export const other = Uint8Array.from({ length: 50_000 }, () => random.uint32() % 256);
export const versioned = { etag: '"one"', ranges: true };

export function integrityOf(bytes: Uint8Array, algorithm = 'sha256'): string {
  return `${algorithm}-${createHash(algorithm).update(bytes).digest('base64')}`;
}

/** Arrays that differ in thousands of places take Jest minutes to print. */
export function nameOf(bytes: Uint8Array): string {
  if (Buffer.compare(bytes, file) === 0) return 'file';
  return Buffer.compare(bytes, other) === 0 ? 'other' : `${bytes.length} bytes`;
}

/** The same without long waits. */
export const download: typeof downloadAtLeisure = (address, options) =>
  downloadAtLeisure(address, { pausesMs: [20, 20, 20, 20], ...options });

export const server = await startFileServer();
export const url = `${server.origin}/model.onnx`;
const folder = await mkdtemp(join(tmpdir(), 'secateur-download-'));
export const keptFolder = join(folder, 'kept');
export const store = folderStore(keptFolder);

beforeEach(async () => {
  server.asked.length = 0;
  await rm(keptFolder, { recursive: true, force: true });
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});
