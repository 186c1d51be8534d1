import { appendFile, utimes } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { readAgain, versionOf } from '../../datasets/file-version.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectError } from './fixtures.ts';

const files = temporaryFolder();
const hash = (sha256: string) => async () => ({ sha256 });

test('A file that is read twice is refused when it holds other bytes the second time', async () => {
  const path = await files.write('twice.csv', 'a');
  const first = { ...(await versionOf(path)), sha256: '1' };
  expect(await readAgain(path, first, hash('1'))).toEqual({ sha256: '1' });
  await expectError(readAgain(path, first, hash('2')), 'FILE_UNREADABLE', /twice\.csv: changed while it was read/);
});

test('A file that is read twice is blamed for errors that its change brought about, and for no others', async () => {
  const path = await files.write('twice.csv', 'a');
  const first = { ...(await versionOf(path)), sha256: '1' };
  const fail = async () => {
    throw new Error('row 3');
  };
  await expect(readAgain(path, first, fail)).rejects.toThrow('row 3');
  await appendFile(path, 'b');
  await expectError(readAgain(path, first, fail), 'FILE_UNREADABLE', /changed/);
  const other = { ...(await versionOf(path)), sha256: '1' };
  await utimes(path, 1, 1);
  await expectError(readAgain(path, other, fail), 'FILE_UNREADABLE', /changed/);
});
