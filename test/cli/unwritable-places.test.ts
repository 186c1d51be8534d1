import { readFile, symlink } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { expectRefusal, startShell } from './run-cli.ts';
import { smallTrained } from './small-trained.ts';

const { folder, refused } = smallTrained();

describe('places that cannot be written to', () => {
  test.each<[string, string]>([
    ['a path below a file', 'data.csv/out'],
    ['a folder', '.'],
    ['a device', 'full'],
  ])('%s is refused before any work', async (_, output) => {
    if (output === 'full') await symlink('/dev/full', folder.at('full'));
    await refused(
      ['train', folder.at('data.csv'), '-o', folder.at(output), '--epochs', '1000000'],
      4,
      /cannot be written/,
    );
    await refused(['export', folder.at('p.safetensors'), '-o', folder.at(output)], 4, /cannot be written/);
    await refused(['run', folder.at('m.onnx'), '--input', folder.at('data.csv'), '-o', folder.at(output)], 4, /cannot/);
  });

  test('the file that is read, whatever it is called', async () => {
    const [data, model, posterior] = ['data.csv', 'm.onnx', 'p.safetensors'].map(folder.at) as [string, string, string];
    await symlink(data, folder.at('link.csv'));
    const before = await Promise.all([data, model, posterior].map((path) => readFile(path)));
    const reading = /link\.csv: is the file that would be read/;
    await refused(['train', data, '-o', folder.at('link.csv'), '--epochs', '1000000'], 2, reading);
    await refused(['train', folder.at('link.csv'), '-o', data], 2, /data\.csv: is the file/);
    await refused(['run', model, '--input', data, '-o', folder.at('link.csv')], 2, reading);
    await refused(['run', model, '--input', data, '-o', model], 2, /m\.onnx: is the file/);
    await refused(['profile', model, '--input', data, '-o', data], 2, /data\.csv: is the file/);
    await refused(['export', posterior, '-o', posterior], 2, /writes a \.onnx file/);
    await refused(['export', posterior, '--fine-tune', data, '-o', data], 2, /data\.csv: is the file/);
    await refused(['report', data, '-o', data], 2, /data\.csv: is the file/);
    expect(await Promise.all([data, model, posterior].map((path) => readFile(path)))).toEqual(before);
  });

  // Whoever is no administrator is refused by permission.
  test('what only looks like a folder of files', async () => {
    await refused(['train', folder.at('data.csv'), '-o', '/proc/p.safetensors'], 4, /\/proc\/.* cannot be written/);
  });

  test('no path at all', async () => {
    await refused(['train', folder.at('data.csv'), '-o', ''], 2, /output path is empty/);
  });

  test('a disk that takes only the first part of a file leaves the old file as it was', async () => {
    const old = await folder.read('m.onnx');
    const before = await folder.list();
    const line = 'ulimit -f 1; secateur export p.safetensors --dense -o m.onnx --quiet';
    expectRefusal(await startShell(line, folder.at('.')).outcome, 4, /m\.onnx: cannot be written .*half-written/);
    expect(await folder.read('m.onnx')).toEqual(old);
    expect(await folder.list()).toEqual(before);
  });

  test('a standard output that is full is an error, one that is closed is not', async () => {
    const full = await startShell('secateur run m.onnx --input data.csv --quiet > /dev/full', folder.at('.')).outcome;
    expectRefusal(full, 4, /standard output cannot be written/);
    const line = 'set -o pipefail; secateur run m.onnx --input data.csv --quiet | head -1';
    expect(await startShell(line, folder.at('.')).outcome).toEqual({
      exitCode: 0,
      stdout: 'prediction,probability\n',
      stderr: '',
    });
  });
});
