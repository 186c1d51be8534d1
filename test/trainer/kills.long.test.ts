import { expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { killOften } from './kill-often.ts';

const folder = temporaryFolder();

// A hundred kills: npm run bench:resume.
test.each([true, false])('six kills at random moments leave no trace in the result, narrowing %p', async (narrow) => {
  const { bytes, expected, kills, resumedFrom } = await killOften({ kills: 6, narrow, folder: folder.path() });
  expect(bytes).toEqual(expected);
  expect(kills).toBe(6);
  expect(resumedFrom).toBeGreaterThan(1);
});
