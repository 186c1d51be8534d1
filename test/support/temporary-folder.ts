import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';

/** A folder for the files of one test file, removed afterwards. */
export function temporaryFolder() {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'secateur-test-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const at = (name: string) => join(folder, name);
  return {
    path: () => folder,
    at,
    list: async () => (await readdir(folder, { recursive: true })).sort(),
    read: (name: string) => readFile(at(name)),
    write: async (name: string, content: string | Uint8Array) => {
      await writeFile(at(name), content);
      return at(name);
    },
  };
}
