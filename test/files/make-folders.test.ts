import { existsSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { writeAtomically } from '../../files/index.ts';
import { makeFolders } from '../../files/make-folders.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

test('folders that are missing are made, also by several at once', async () => {
  const path = folder.at('a/b/c');
  await Promise.all(Array.from({ length: 8 }, () => makeFolders(path)));
  expect((await stat(path)).isDirectory()).toBe(true);
});

test('a file in the way is said', async () => {
  await writeFile(folder.at('file'), '');
  await expect(makeFolders(folder.at('file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolders(folder.at('file/below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

(existsSync('/proc/self') ? test : test.skip)('where no folder can be made there is an end to it', async () => {
  await expect(writeAtomically('/proc/nobody/out.json', '{}')).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
});
