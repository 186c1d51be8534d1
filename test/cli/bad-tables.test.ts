import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from '@jest/globals';
import { smallTrained } from './small-trained.ts';
import { table } from './tables.ts';

const { folder, refused } = smallTrained();

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
