import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const bench = fileURLToPath(new URL('../../bench/coverage.js', import.meta.url));

test.each([
  [
    'an option there is not',
    ['--trails', '3'],
    /^\S+: Unknown option '--trails'\. The options are --trials, --output\.$/,
  ],
  ['a text in place of a number', ['--trials', 'many'], /^\S+: --trials must be a number, such as 500, not 'many'\.$/],
  ['an option without its value', ['--output'], /argument missing/],
])('a bench refuses %s in one line, with exit code 2', (_, args, line) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bench, ...args], { encoding: 'utf8' });
  expect(stderr.trimEnd()).toMatch(line);
  expect(stderr.trimEnd()).not.toContain('\n');
  expect([status, stdout]).toEqual([2, '']);
});
