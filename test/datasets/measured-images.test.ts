import { describe, expect, test } from '@jest/globals';
import { encodeRows } from '../../datasets/encode.ts';
import { type LoadOptions, loadDataset } from '../../datasets/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { labels, npyFile, npzFile } from './array-files.ts';
import { expectError } from './fixtures.ts';

const files = temporaryFolder();

const shape = { height: 1, width: 3, channels: 2, layout: 'channels-first' } as const;
/** 20 series of two channels: the second about 1,000. */
const series = Array.from({ length: 120 }, (_, at) => Math.sin(at) + (Math.floor(at / 3) % 2 === 1 ? 1000 : 0));

async function load(values: readonly number[], sizes: readonly number[], options: LoadOptions) {
  const x = npyFile([20, ...sizes], values);
  return loadDataset(await files.write('a.npz', npzFile({ x, y: labels })), options);
}

describe('An array that is said to hold images', () => {
  test('of measurements has each channel standardised by the training rows', async () => {
    for (const sizes of [[2, 3], [2, 1, 3], [6], [1, 2, 1, 3]]) {
      const dataset = await load(series, sizes, { imageShape: shape });
      const { input, split } = dataset;
      if (input.kind !== 'image' || !input.measured) throw new Error('no measurements');
      expect(input).toEqual({ kind: 'image', ...shape, scale: 1, measured: input.measured });
      for (const channel of [0, 1]) {
        const values = Array.from(split.train).flatMap((row) => series.slice(6 * row + 3 * channel).slice(0, 3));
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
        expect(input.measured[channel]!.mean).toBeCloseTo(mean, 3);
        expect(input.measured[channel]!.scale).toBeCloseTo(Math.sqrt(variance), 4);
      }
      const features = encodeRows(input, dataset.rows, [4]);
      const expected = series.slice(24, 30).map((value, at) => {
        const { mean, scale } = input.measured![Math.floor(at / 3)]!;
        return (value - mean) / scale;
      });
      features.forEach((feature, at) => {
        expect(feature).toBeCloseTo(expected[at]!, 3);
      });
    }
  });

  test('counts its channels in the order that it is said to have', async () => {
    const { input } = await load(series, [6], { imageShape: { height: 1, width: 3, channels: 2 } });
    if (input.kind !== 'image') throw new Error('no image');
    // Both orders mix the two channels of the file.
    for (const { mean } of input.measured!) expect(mean).toBeGreaterThan(300);
  });

  test('holds pixels where its numbers can be some', async () => {
    const bytes = Array.from({ length: 120 }, (_, at) => (7 * at) % 256);
    const { input, rows } = await load(bytes, [2, 3], { imageShape: shape });
    expect(input).toEqual({ kind: 'image', ...shape, scale: 255 });
    expect(rows).toBeInstanceOf(Uint8Array);
    const shares = bytes.map((value) => value / 256);
    expect((await load(shares, [2, 3], { imageShape: shape })).input).toEqual({ kind: 'image', ...shape, scale: 1 });
  });

  test('may have its target beside each of them', async () => {
    const rows = Array.from({ length: 20 }, (_, row) => [...series.slice(6 * row, 6 * row + 6), row % 2]);
    const path = await files.write('flat.npy', npyFile([20, 7], rows.flat()));
    const dataset = await loadDataset(path, { imageShape: shape });
    expect([...dataset.targets]).toEqual(rows.map((row) => row[6]));
    expect([...dataset.rows.subarray(6, 12)]).toEqual(rows[1]!.slice(0, 6).map(Math.fround));
  });

  test('names a channel that says nothing, and what the shape is part of', async () => {
    const flat = series.map((value, at) => (Math.floor(at / 3) % 2 === 1 ? 5 : value));
    const { input, notes, provenance } = await load(flat, [6], { imageShape: shape });
    expect(input).toMatchObject({ measured: [expect.anything(), { mean: 5, scale: 1 }] });
    expect(notes).toContain('All values of channel 1 are 5.');
    const last = await load(flat, [6], { imageShape: { ...shape, layout: 'channels-last' } });
    expect(last.provenance.sha256).not.toBe(provenance.sha256);
  });

  test('is refused where shape and numbers do not fit', async () => {
    await expectError(
      load(series, [2, 3], { imageShape: { height: 2, width: 2, channels: 1 } }),
      'SHAPE_MISMATCH',
      /an example has 6 numbers, and 2x2x1 would have 4/,
    );
    await expectError(
      load(series.with(61, Number.NaN), [2, 3], { imageShape: shape }),
      'DATA_INVALID',
      /in example 10 a number is missing/,
    );
    await expectError(
      load(series.with(3, 1e300), [2, 3], { imageShape: shape }),
      'DATA_INVALID',
      /in example 0 a number is infinite/,
    );
    await expectError(loadDataset('sim:noise', { imageShape: shape }), 'ARGUMENT_INVALID', /imageShape/);
  });

  test('is named as what a table of measurements could be', async () => {
    const { notes } = await load(series, [2, 3], {});
    expect(notes.join(' ')).toContain('--image-shape 1x3x2:chw');
  });
});
