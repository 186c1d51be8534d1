import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { openLines } from '../../files/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secateur-lines-'));
});

test('every line is in the file as soon as it is written', async () => {
  const path = join(folder, 'new', 'a.jsonl');
  const file = await openLines(path, { append: false });
  await file.write('one');
  expect(await readFile(path, 'utf8')).toBe('one\n');
  await file.write('two');
  expect(await readFile(path, 'utf8')).toBe('one\ntwo\n');
  await file.close();
});

test('appending cuts off a torn last line and says what was there; otherwise the file begins anew', async () => {
  const path = join(folder, 'a.jsonl');
  await writeFile(path, 'ünö\ntwo\nthr');
  const file = await openLines(path, { append: true });
  expect(file.before).toEqual(['ünö', 'two']);
  await file.write('three');
  await file.close();
  expect(await readFile(path, 'utf8')).toBe('ünö\ntwo\nthree\n');
  await (await openLines(path, { append: false })).close();
  expect(await readFile(path, 'utf8')).toBe('');
});

test('a missing file is an empty one, a folder is refused', async () => {
  const file = await openLines(join(folder, 'a'), { append: true });
  expect(file.before).toEqual([]);
  await file.close();
  await expect(openLines(folder, { append: false })).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
  await expect(openLines(folder, { append: true })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
});
