import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectRefusal, secateur, secateurJson, start, startShell } from './run-cli.ts';
import { table } from './tables.ts';

const folder = temporaryFolder();

beforeAll(async () => {
  await folder.write('data.csv', table('label'));
  await secateurJson(
    'train',
    folder.at('data.csv'),
    '-o',
    folder.at('p.safetensors'),
    '--epochs',
    '30',
    '--network',
    '6-8-2',
  );
  await secateurJson('export', folder.at('p.safetensors'), '-o', folder.at('m.onnx'), '--rule', 'budget=30');
});

/** Nothing may appear, vanish or change beside the input. */
async function refused(args: readonly string[], exitCode: number, message: RegExp): Promise<void> {
  const before = await folder.list();
  expectRefusal(await secateur(...args), exitCode, message);
  expect(await folder.list()).toEqual(before);
}

const rows = (count: number, row: (index: number) => string) => Array.from({ length: count }, (_, index) => row(index));
const csv = (header: string, lines: readonly string[]) => `${[header, ...lines].join('\n')}\n`;

describe('tables that cannot be learned from', () => {
  test.each<[string, string, RegExp]>([
    ['an empty file', '', /is empty/],
    ['a header alone', 'a,b\n', /10 are the least/],
    ['ragged rows', csv('a,b', [...rows(20, (i) => `${i % 7},x${i % 2}`), '1']), /line 22: has 1 cell /],
    [
      'text among numbers',
      csv(
        'a,b',
        rows(40, (i) => `${i === 30 ? 'oops' : i % 7},x${i % 2}`),
      ),
      /line 32, column 'a': 'oops'/,
    ],
    [
      'an infinite value',
      csv(
        'a,b',
        rows(40, (i) => `${i === 30 ? 'inf' : i % 7},x${i % 2}`),
      ),
      /line 32.*infinite/,
    ],
    [
      'a number beyond float32',
      csv(
        'a,b',
        rows(40, (i) => `${i === 30 ? '1e99' : i % 7},x${i % 2}`),
      ),
      /line 32.*too large/,
    ],
    [
      'nothing but a constant column',
      csv(
        'a,b',
        rows(40, (i) => `5,x${i % 2}`),
      ),
      /no column is left/,
    ],
    [
      'a single class',
      csv(
        'a,b',
        rows(40, (i) => `${i % 7},x`),
      ),
      /every row/,
    ],
    [
      'an open quote',
      csv(
        'a,b',
        rows(40, (i) => (i === 3 ? '"1,x' : `${i % 7},x${i % 2}`)),
      ),
      /quote/i,
    ],
    ['bytes that are no text', '\0\u0001\u0002', /zero byte/],
  ])('%s', async (_, text, message) => {
    const path = await folder.write('bad.csv', text);
    await refused(['train', path, '-o', folder.at('new/out.safetensors'), '--quiet'], 3, message);
  });

  test('a file without an extension is not taken for a folder', async () => {
    const path = await folder.write('table', table('label'));
    await refused(['train', path, '-o', folder.at('out.safetensors')], 3, /table: not a kind of data set/);
  });

  test('a target that is not there', async () => {
    const args = ['train', folder.at('data.csv'), '-o', folder.at('out.safetensors'), '--target', 'species'];
    await refused(args, 3, /no column 'species'.*x, noise, colour, label/);
  });

  test('data for an export that is read with another target than train was given', async () => {
    const lines = table('label').trimEnd().split('\n');
    const numbered = lines.map((line, row) => `${line},${row === 0 ? 'id' : (row * 1.37).toFixed(2)}`);
    const path = await folder.write('numbered.csv', `${numbered.join('\n')}\n`);
    const args = ['export', folder.at('p.safetensors'), '--fine-tune', path, '-o', folder.at('out.onnx')];
    await refused(args, 3, /too many to learn.*the same options on data \(--target/);
  });

  test('a file that is not there, and one of an unknown kind', async () => {
    await refused(['train', folder.at('absent.csv'), '-o', folder.at('out.safetensors')], 3, /no such file/);
    await refused(['train', folder.at('m.onnx'), '-o', folder.at('out.safetensors')], 3, /not a kind of data set/);
  });

  test('IDX files that are cut short', async () => {
    const images = folder.at('idx');
    await mkdir(images, { recursive: true });
    for (const name of ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1']) {
      await writeFile(
        join(images, `${name}-ubyte`),
        Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 4, 0, 0, 0, 4, 1, 2),
      );
    }
    await refused(['train', images, '-o', folder.at('out.safetensors')], 3, /train-images.*byte/);
  });
});

describe('posteriors that are damaged', () => {
  const header = (text: string, length = BigInt(text.length)) => {
    const bytes = new Uint8Array(8 + text.length);
    new DataView(bytes.buffer).setBigUint64(0, length, true);
    bytes.set(new TextEncoder().encode(text), 8);
    return bytes;
  };
  const overlapping = JSON.stringify({
    a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
    b: { dtype: 'F32', shape: [2], data_offsets: [4, 12] },
  });

  test.each<[string, () => Promise<Uint8Array>]>([
    ['cut in half', async () => (await folder.read('p.safetensors')).subarray(0, 1500)],
    ['a header of 100 GB', async () => header('{}', 100n * 10n ** 9n)],
    ['a header that is no JSON', async () => header('{"a":')],
    ['tensors that overlap', async () => Buffer.concat([header(overlapping), Buffer.alloc(12)])],
    ['a safetensors file of somebody else', async () => header('{"__metadata__":{"x":"y"}}')],
    ['empty', async () => new Uint8Array(0)],
  ])('%s', async (_, bytes) => {
    const path = await folder.write('bad.safetensors', await bytes());
    await refused(['export', path, '-o', folder.at('out.onnx')], 3, /bad\.safetensors: /);
    await refused(['inspect', path], 3, /bad\.safetensors: /);
  });
});

describe('models that cannot be run', () => {
  test.each<[string, () => Promise<Uint8Array>]>([
    ['cut in half', async () => (await folder.read('m.onnx')).subarray(0, 1000)],
    ['a table', () => folder.read('data.csv')],
    ['empty', async () => new Uint8Array(0)],
    [
      'an unknown operator',
      async () =>
        Buffer.from(
          Buffer.from(await folder.read('m.onnx'))
            .toString('latin1')
            .replaceAll('Softmax', 'Sofrmax'),
          'latin1',
        ),
    ],
  ])('%s', async (_, bytes) => {
    const path = await folder.write('bad.onnx', await bytes());
    await refused(['run', path, '--input', folder.at('data.csv')], 3, /bad\.onnx: /);
    await refused(['profile', path, '-o', folder.at('profile.json')], 3, /bad\.onnx/);
  });

  test('what the native library says of it is kept from the terminal', async () => {
    const bytes = Buffer.from(await folder.read('m.onnx')).toString('latin1');
    const path = await folder.write('bad.onnx', Buffer.from(bytes.replaceAll('Softmax', 'Sofrmax'), 'latin1'));
    expectRefusal(await start(['run', path, '--input', folder.at('data.csv')]).outcome, 3, /bad\.onnx: /);
  });

  test('rows that lack a column, or hold text where numbers belong', async () => {
    const short = await folder.write('short.csv', 'x,noise\n1,2\n');
    await refused(['run', folder.at('m.onnx'), '--input', short, '-o', folder.at('out.csv')], 3, /no column 'colour'/);
    const text = await folder.write('text.csv', 'x,noise,colour\n1,much,red\n');
    await refused(
      ['run', folder.at('m.onnx'), '--input', text, '-o', folder.at('out.csv')],
      3,
      /line 2, column 'noise'/,
    );
  });

  test('a report that is none', async () => {
    await refused(['report', folder.at('data.csv'), '-o', folder.at('out.html')], 3, /not JSON/);
    const json = await folder.write('other.json', '{"models": []}');
    await refused(['report', json, '-o', folder.at('out.html')], 3, /no Secateur report/);
    await refused(['compare', json, folder.at('m.onnx')], 3, /no Secateur report/);
  });
});

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
