import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import * as commands from '../../api/commands.ts';
import * as entry from '../../api/index.ts';

test('docs/api.md names everything that users can import', async () => {
  const named = new Set((await readFile('docs/api.md', 'utf8')).match(/\w+/g));
  expect(Object.keys(entry).filter((name) => !named.has(name))).toEqual([]);
});

test('what only the command and the desktop need is not offered to users', () => {
  expect(Object.keys(commands).filter((name) => name in entry)).toEqual([]);
});
