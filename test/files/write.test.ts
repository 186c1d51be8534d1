import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { writeAtomically } from '../../files/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secateur-write-'));
});

test('a file is replaced whole and nothing else is left beside it', async () => {
  const path = join(folder, 'new', 'a.txt');
  await writeAtomically(path, 'one');
  await writeAtomically(path, new TextEncoder().encode('two'));
  expect(await readFile(path, 'utf8')).toBe('two');
  expect(await readdir(join(folder, 'new'))).toEqual(['a.txt']);
});

test('a link keeps its place and the file it points to changes', async () => {
  await writeFile(join(folder, 'real'), 'old');
  await symlink(join(folder, 'real'), join(folder, 'link'));
  await writeAtomically(join(folder, 'link'), 'new');
  expect(await readFile(join(folder, 'real'), 'utf8')).toBe('new');
});

test('a pipe or device is refused and stays what it is', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  await expect(writeAtomically(pipe, 'x')).rejects.toMatchObject({
    code: 'FILE_UNWRITABLE',
    message: /device or pipe/,
  });
  expect((await readdir(folder, { withFileTypes: true }))[0]!.isFIFO()).toBe(true);
});

test('a folder is refused', async () => {
  await expect(writeAtomically(folder, 'x')).rejects.toMatchObject({ code: 'FILE_UNWRITABLE', message: /folder/ });
});
