import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { writeAtomically, writeTogether } from '../../files/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secateur-write-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

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

test('a refusal names the file that was asked for, and not the temporary one', async () => {
  // Long enough that only the temporary name is too long.
  const path = join(folder, 'x'.repeat(250));
  await expect(writeAtomically(path, 'x')).rejects.toMatchObject({
    code: 'FILE_UNWRITABLE',
    message: `${path}: cannot be written (ENAMETOOLONG: name too long). Choose another output path.`,
  });
});

test('a folder is refused', async () => {
  await expect(writeAtomically(folder, 'x')).rejects.toMatchObject({ code: 'FILE_UNWRITABLE', message: /folder/ });
});

test('of files that belong together none appears unless all can, and the last never refers to others than its own', async () => {
  const [data, head] = [join(folder, 'data'), join(folder, 'head')];
  await writeTogether([
    { path: data, content: [Uint8Array.of(49), new Uint8Array(0), Uint8Array.of(50)] },
    { path: head, content: 'one' },
  ]);
  expect(await readFile(data, 'utf8')).toBe('12');

  await mkdir(join(folder, 'taken'));
  const unwritable = [
    { path: data, content: 'new' },
    { path: join(folder, 'taken'), content: 'new' },
  ];
  await expect(writeTogether(unwritable)).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
  expect(await readFile(data, 'utf8')).toBe('12');
  expect((await readdir(folder)).sort()).toEqual(['data', 'head', 'taken']);
});
