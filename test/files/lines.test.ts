import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openLines } from '../../files/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secateur-lines-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

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

/** A limit on the size of files takes the first part of a line and refuses the rest, as a full disk does. */
const limited = process.platform === 'win32' ? test.skip : test;
limited('a line that does not fit on the disk is not there at all, and a shorter one still follows', async () => {
  const path = join(folder, 'a.jsonl');
  const files = new URL('../../files/index.js', import.meta.url).href;
  const script = `
    process.on('SIGXFSZ', () => {});
    const { openLines } = await import('${files}');
    const file = await openLines('${path}', { append: false });
    await file.write('one');
    const failed = await file.write('x'.repeat(2000)).then(() => '', ({ code, message }) => code + message);
    await file.write('two');
    console.log(failed);`;
  const command = 'ulimit -f 1; exec "$0" --input-type=module -e "$1"';
  const { stdout } = await promisify(execFile)('bash', ['-c', command, process.execPath, script]);
  expect(stdout).toMatch(/^FILE_UNWRITABLE.*a\.jsonl/);
  expect(await readFile(path, 'utf8')).toBe('one\ntwo\n');
});
