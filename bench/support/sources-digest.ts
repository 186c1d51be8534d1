import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * SHA-256 over the compiled modules of these rooms: the same digits say that two measurements were made by the same code.
 * @returns its first 16 digits
 */
export async function sourcesDigest(rooms: readonly string[]): Promise<string> {
  const compiled = fileURLToPath(new URL('../../', import.meta.url));
  const hash = createHash('sha256');
  for (const room of rooms) {
    const names = await readdir(join(compiled, room), { recursive: true });
    for (const name of names.filter((each) => each.endsWith('.js')).sort()) {
      hash.update(`${room}/${name}\n`).update(await readFile(join(compiled, room, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
