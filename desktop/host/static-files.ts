import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { SecateurError } from '../../core/index.ts';
import { mediaTypeOf } from '../../files/index.ts';

export interface StaticFile {
  readonly bytes: Uint8Array;
  readonly type: string;
}

/**
 * The built pages, by the exact path a browser asks for. They are read once: nothing that a request says ever becomes the name
 * of a file, so no path can lead out of the folder.
 * @throws DEPENDENCY_MISSING when they have not been built
 */
export async function readStaticFiles(folder: string): Promise<ReadonlyMap<string, StaticFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = new Map<string, StaticFile>();
  for (const entry of entries) {
    const type = mediaTypeOf(entry.name);
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(folder.length).replaceAll(sep, '/'), { bytes: await readFile(path), type });
  }
  const index = files.get('/index.html');
  if (!index) {
    throw new SecateurError(
      'DEPENDENCY_MISSING',
      'The pages of the studio are not built. In a checkout: npm run build. Otherwise install secateur again.',
    );
  }
  files.set('/', index);
  return files;
}
