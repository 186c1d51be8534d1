import { rm } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { saveMeasured } from '../../cli/save-measured.ts';
import { isSecateurError } from '../../core/index.ts';
import { readText } from '../../files/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

test('what cannot be written where it was to go is kept elsewhere, and the error says where', async () => {
  await folder.write('taken', 'a file where a folder is needed');
  const error = await saveMeasured(folder.at('taken/out.json'), '{"p50":1}').catch((thrown: unknown) => thrown);
  if (!isSecateurError(error)) throw error;
  expect(error.code).toBe('FILE_UNWRITABLE');
  const [, kept = ''] = /What was measured is kept in (.*out\.json)\.$/.exec(error.message) ?? [];
  expect(await readText(kept)).toBe('{"p50":1}');
  await rm(kept);
});
