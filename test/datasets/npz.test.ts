import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readZip } from '../../datasets/arrays/zip.ts';
import { type Dataset, loadDataset } from '../../datasets/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { labels, npyFile, npzFile, rows } from './array-files.ts';
import { expectError } from './fixtures.ts';

const files = temporaryFolder();

describe('An .npz file', () => {
  const x = npyFile(
    [20, 2],
    rows.flatMap((row) => row.slice(0, 2)),
  );

  test.each([true, false])('of examples and targets is a data set (compressed: %s)', async (compressed) => {
    for (const [first, second] of [
      ['x', 'y'],
      ['X', 'labels'],
      ['features', 'target'],
    ] as const) {
      const path = await files.write('a.npz', npzFile({ [first]: x, [second]: labels, more: labels }, { compressed }));
      const dataset = await loadDataset(path, { testRows: [0, 1] });
      expect([...dataset.targets]).toEqual(rows.map((row) => row[2]));
      expect([...dataset.split.test]).toEqual([0, 1]);
    }
  });

  test('of series with numbers that are no pixels is a table of rows in the order of the file', async () => {
    const series = npyFile(
      [20, 2, 3],
      Array.from({ length: 120 }, (_, at) => Math.sin(at)),
    );
    const dataset = await loadDataset(await files.write('s.npz', npzFile({ x: series, y: labels })));
    expect(dataset.input.kind).toBe('table');
    expect([...dataset.rows.subarray(6, 12)]).toEqual([6, 7, 8, 9, 10, 11].map((at) => Math.fround(Math.sin(at))));
    expect(dataset.notes.join(' ')).toMatch(/2 x 3 is read as a row of 6 columns/);
  });

  test('as Keras writes it has its own test set', async () => {
    const image = (count: number) =>
      npyFile(
        [count, 2, 2],
        Array.from({ length: 4 * count }, (_, i) => i % 256),
        { type: 'u1' },
      );
    const targets = (count: number) =>
      npyFile(
        [count],
        Array.from({ length: count }, (_, i) => i % 2),
        { type: 'u1' },
      );
    const arrays = { x_train: image(30), y_train: targets(30), x_test: image(6), y_test: targets(6) };
    const path = await files.write('keras.npz', npzFile(arrays));
    const dataset = await loadDataset(path);
    expect([...dataset.split.test]).toEqual([30, 31, 32, 33, 34, 35]);
    expect(dataset.split.validation.length).toBe(3);
    expect([...dataset.rows.subarray(120, 124)]).toEqual([0, 1, 2, 3]);
    await expectError(
      loadDataset(path, { testFraction: 0.2 }),
      'ARGUMENT_INVALID',
      /the test set of .*keras\.npz and testFraction/,
    );
    const { y_test: _, ...incomplete } = arrays;
    await expectError(
      loadDataset(await files.write('k.npz', npzFile(incomplete))),
      'DATA_INVALID',
      /no array y_test; it has x_train/,
    );
  });

  test('without arrays of known names, or with too many, is refused', async () => {
    const loadNpz = async (arrays: Record<string, Uint8Array>) =>
      loadDataset(await files.write('n.npz', npzFile(arrays)));
    await expectError(loadNpz({ a: x, y: labels }), 'DATA_INVALID', /no array x, X, .*it has a, y/);
    await expectError(loadNpz({ x, X: x, y: labels }), 'DATA_INVALID', /both x and X/);
    await expectError(loadNpz({}), 'DATA_INVALID', /it has none/);
  });

  test('that is damaged anywhere is a typed error or reads alike', async () => {
    const good = npzFile({ x, y: labels });
    const expected = await loadDataset(await files.write('good.npz', good));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (at, flip, cut) => {
          const bad = cut ? good.slice(0, at) : good.map((byte, index) => (index === at ? byte ^ flip : byte));
          const path = await files.write('bad.npz', bad);
          const read = await loadDataset(path).catch((error) => error);
          if (read instanceof Error) expect(read).toMatchObject({ name: 'SecateurError' });
          else expect((read as Dataset).rows).toEqual(expected.rows);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('never unpacks more than it promises', async () => {
    const bomb = npzFile({ x: new Uint8Array(2 ** 22) });
    const view = new DataView(bomb.buffer);
    const entryAt = bomb.length - 22 - 46 - 'x.npy'.length;
    view.setUint32(entryAt + 24, 1000, true);
    await expectError(readZip(bomb, 'bomb.npz')[0]!.read(), 'FORMAT_INVALID', /bomb\.npz, x\.npy: cannot be unpacked/);
  });
});
