import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { inTemporaryFolder, makeTemporaryFolder } from '../../files/index.ts';

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

test('folders of processes that are no more go with the next one, once they are old', async () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const left = (pid: number, end: string) => join(tmpdir(), `secateur-sweep-${pid}-${end}`);
  const [old, young, running, other] = [
    left(gone, 'oldOne'),
    left(gone, 'young1'),
    left(process.ppid, 'parent'),
    left(gone, 'oldOne.keep'),
  ];
  const anHourAgo = new Date(Date.now() - 3_600_000);
  for (const folder of [old, young, running, other]) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'file'), 'content');
    if (folder !== young) await utimes(folder, anHourAgo, anHourAgo);
  }
  await inTemporaryFolder('sweep', async () => {
    expect([old, young, running, other].map((folder) => existsSync(folder))).toEqual([false, true, true, true]);
  });
  for (const folder of [young, running, other]) await rm(folder, { recursive: true });
});

test('only this user can look into them, and old ones that may be used unseen stay longer where that is said', async () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const left = ['aDayAgo', 'anHour1'].map((end) => join(tmpdir(), `secateur-unseen-${gone}-${end.slice(-6)}`));
  const hoursAgo = [25, 1];
  for (const [at, folder] of left.entries()) {
    await mkdir(folder);
    const then = new Date(Date.now() - hoursAgo[at]! * 3_600_000);
    await utimes(folder, then, then);
  }
  const own = await makeTemporaryFolder('unseen', 24 * 3_600_000);
  expect((await stat(own)).mode & 0o077).toBe(0);
  expect(left.map((folder) => existsSync(folder))).toEqual([false, true]);
  for (const folder of [own, left[1]!]) await rm(folder, { recursive: true });
});
