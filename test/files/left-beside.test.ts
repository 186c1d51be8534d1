import { spawnSync } from 'node:child_process';
import { readdir, readFile, utimes } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { writeAtomically, writeFolderAtomically } from '../../files/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const files = temporaryFolder();
const anHourAgo = new Date(Date.now() - 3_600_000);

test('what a process leaves beside a file when it is killed goes with the next write of that file, once it is old', async () => {
  const target = await files.write('model.onnx', 'old');
  killedWhile(`writeAtomically(${JSON.stringify(target)}, [Buffer.from('half'), killing])`);
  const [left] = temporaries('model.onnx', await readdir(files.path()));
  expect(await readFile(files.at(left!), 'utf8')).toBe('half');
  expect(await readFile(target, 'utf8')).toBe('old');

  await writeAtomically(target, 'new');
  expect(temporaries('model.onnx', await readdir(files.path()))).toEqual([left]);
  await utimes(files.at(left!), anHourAgo, anHourAgo);
  await writeAtomically(target, 'newer');
  expect(temporaries('model.onnx', await readdir(files.path()))).toEqual([]);
  expect(await readFile(target, 'utf8')).toBe('newer');
});

test('what a process leaves beside a folder goes with the next write of that folder', async () => {
  const target = files.at('package');
  killedWhile(`writeFolderAtomically(${JSON.stringify(target)}, { a: Buffer.from('whole'), b: killing }, () => true)`);
  const [left] = temporaries('package', await readdir(files.path()));
  expect(await readdir(files.at(left!))).toHaveLength(2);
  await utimes(files.at(left!), anHourAgo, anHourAgo);
  await writeFolderAtomically(target, { a: new Uint8Array(1) }, () => true);
  expect(temporaries('package', await readdir(files.path()))).toEqual([]);
});

test('files that running processes are writing stay, and so does what only looks alike', async () => {
  const target = files.at('report.json');
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const kept = [
    `report.json.${process.ppid}-0123abcd.tmp`,
    `report.json.${gone}-0123abcd.tmp.txt`,
    `my-report.json.${gone}-0123abcd.tmp`,
    'report.json.tmp',
  ];
  const left = `report.json.${gone}-0123abcd.tmp`;
  for (const name of [...kept, left]) await utimes(await files.write(name, 'x'), anHourAgo, anHourAgo);
  await writeAtomically(target, '{}');
  const found = await readdir(files.path());
  expect(found).toEqual(expect.arrayContaining(kept));
  expect(found).not.toContain(left);
});

const temporaries = (target: string, names: readonly string[]) =>
  names.filter((name) => name.startsWith(`${target}.`) && name.endsWith('.tmp'));

/** Has a process of its own write, and be killed when it comes to the content `killing`. */
function killedWhile(writing: string): void {
  const script = `
    import { writeAtomically, writeFolderAtomically } from ${JSON.stringify(new URL('../../files/index.js', import.meta.url).href)};
    const killing = Object.defineProperty(Buffer.from('rest'), 'length', { get: () => process.kill(process.pid, 'SIGKILL') });
    await ${writing};`;
  expect(spawnSync(process.execPath, ['--input-type=module', '-e', script]).signal).toBe('SIGKILL');
}
