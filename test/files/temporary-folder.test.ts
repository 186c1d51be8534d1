import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { inTemporaryFolder } from '../../files/index.ts';

test('a temporary folder is there while something is done in it, and gone afterwards, also when that fails', async () => {
  const used: string[] = [];
  const use = (end: () => string) =>
    inTemporaryFolder('test', async (folder) => {
      used.push(folder);
      await writeFile(join(folder, 'file'), 'content');
      return end();
    });
  expect(await use(() => 'done')).toBe('done');
  await expect(
    use(() => {
      throw new Error('failed');
    }),
  ).rejects.toThrow('failed');
  expect(new Set(used).size).toBe(2);
  expect(used.filter((folder) => existsSync(folder))).toEqual([]);
});
