import { describe, expect, test } from '@jest/globals';
import { datasetFrom, loadDataset, type TableRow } from '../../datasets/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { npyFile, npzFile } from './array-files.ts';
import { csv, expectError } from './fixtures.ts';

const files = temporaryFolder();

async function* later<T>(rows: readonly T[]): AsyncGenerator<T> {
  for (const row of rows) {
    await Promise.resolve();
    yield row;
  }
}

const people = Array.from({ length: 40 }, (_, row) => ({
  age: row % 7 === 3 ? null : row * 1.5,
  city: ['Oslo', 'Rome', undefined][row % 3],
  bought: row % 2 === 0,
}));

describe('Rows from code', () => {
  test('are the same data set as the file that holds them', async () => {
    const text = csv('age,city,bought', 40, (row) => {
      const { age, city, bought } = people[row]!;
      return `${age ?? ''},${city ?? ''},${bought}`;
    });
    const expected = await loadDataset(await files.write('people.csv', text), { target: 'bought', seed: 3 });
    const lists = people.map(({ age, city, bought }) => [age, city, bought]);
    const columns = ['age', 'city', 'bought'];
    const options = { target: 'bought', seed: 3 };
    const made = [
      await datasetFrom(people, options),
      await datasetFrom(later<TableRow>(people), options),
      await datasetFrom(later(lists), { ...options, columns }),
    ];
    for (const dataset of made) {
      for (const part of ['input', 'task', 'rows', 'targets', 'split', 'notes'] as const) {
        expect(dataset[part]).toEqual(expected[part]);
      }
      expect(dataset.provenance.sha256).toBe(made[0]!.provenance.sha256);
    }
  });

  test('have a hash of their values, names and choices', async () => {
    const hashOf = async (rows: readonly TableRow[], options = {}) =>
      (await datasetFrom(rows, { target: 'bought', ...options })).provenance.sha256;
    const first = await hashOf(people);
    expect(await hashOf(people)).toBe(first);
    expect(await hashOf(people, { seed: 1 })).not.toBe(first);
    expect(await hashOf(people.with(5, { ...people[5]!, age: 7.25 }))).not.toBe(first);
    expect(await hashOf(people.map(({ age, ...others }) => ({ years: age, ...others })))).not.toBe(first);
  });

  test('without a target are left out, and test rows count all', async () => {
    const rows = people.map((person, row) => ({ ...person, spent: row < 4 ? null : row / 3 }));
    const { targets, split, notes } = await datasetFrom(rows, { testRows: [3, 4, 39] });
    expect([...targets]).toEqual(rows.slice(4).map(({ spent }) => Math.fround(spent!)));
    expect([...split.test]).toEqual([0, 35]);
    expect(notes.join(' ')).toMatch(/4 of 40 rows have no `spent`/);
  });

  test('can be images, whose pixels and labels arrive together', async () => {
    const images = Array.from({ length: 20 }, (_, row) => ({
      pixels: Uint8Array.from({ length: 12 }, (_, at) => row * at),
      target: row % 2 ? 'cat' : 'dog',
    }));
    const dataset = await datasetFrom(later(images), { image: { height: 2, width: 2, channels: 3 } });
    expect(dataset.input).toEqual({ kind: 'image', height: 2, width: 2, channels: 3, scale: 255 });
    expect(dataset.task).toMatchObject({ kind: 'classification', labels: ['cat', 'dog'] });
    expect([...dataset.rows.subarray(12, 24)]).toEqual([...images[1]!.pixels]);
    expect([...dataset.targets.subarray(0, 3)]).toEqual([1, 0, 1]);
    await expectError(
      datasetFrom([...images, { pixels: [1], target: 'cat' }], { image: { height: 2, width: 2, channels: 3 } }),
      'SHAPE_MISMATCH',
      /rows, row 21: has 1 pixels where 2 x 2 x 3 are 12/,
    );
    const unlabelled = [...images, { ...images[0]!, target: null }];
    await expectError(
      datasetFrom(unlabelled, { image: { height: 3, width: 4 } }),
      'DATA_INVALID',
      /row 21: has no target/,
    );
  });

  test('can be signed measurements, read as the same numbers of an array are', async () => {
    const signed = Array.from({ length: 120 }, (_, at) => Math.sin(at) + (Math.floor(at / 3) % 2 === 1 ? 1000 : 0));
    const rows = Array.from({ length: 20 }, (_, row) => ({
      pixels: signed.slice(6 * row, 6 * row + 6),
      target: row % 2,
    }));
    const shape = { height: 1, width: 3, channels: 2, layout: 'channels-first' } as const;
    const labels = npyFile(
      [20],
      rows.map(({ target }) => target),
    );
    const path = await files.write('signed.npz', npzFile({ x: npyFile([20, 2, 3], signed), y: labels }));
    const loaded = await loadDataset(path, { imageShape: shape, seed: 3 });
    const dataset = await datasetFrom(later(rows), { image: shape, seed: 3 });
    expect(dataset.input).toEqual(loaded.input);
    expect(dataset.input).toMatchObject({ measured: [expect.anything(), expect.anything()] });
    expect(dataset.rows).toEqual(loaded.rows);
    expect(dataset.notes).toContain('Images of 1 x 3 x 2, standardised channel by channel.');
    const missing = [...rows, { pixels: [1, 2, 3, 4, 5, Number.NaN], target: 1 }];
    await expectError(datasetFrom(missing, { image: shape }), 'DATA_INVALID', /example 20 a number is missing/);
  });

  test('are pixels or measurements as they are said to be, where they could be either', async () => {
    const rows = Array.from({ length: 20 }, (_, row) => ({ pixels: [row, 2 * row], target: row % 2 }));
    const image = { height: 1, width: 2 };
    expect((await datasetFrom(rows, { image })).input).not.toHaveProperty('measured');
    expect((await datasetFrom(rows, { image: { ...image, measured: true } })).input).toHaveProperty('measured');
    const signed = [...rows, { pixels: [-1, 0], target: 0 }];
    await expectError(
      datasetFrom(signed, { image: { ...image, measured: false } }),
      'DATA_INVALID',
      /-1 in image 20 is no pixel/,
    );
  });

  test('that make no table are refused with the row', async () => {
    const bad = (row: unknown) => datasetFrom([...people, row as TableRow], { name: 'shop' });
    await expectError(bad({ ...people[0], colour: 'red' }), 'DATA_INVALID', /shop, row 41: has a column 'colour'/);
    await expectError(bad({ ...people[0], age: [1] }), 'DATA_INVALID', /shop, row 41, 'age': is a list/);
    await expectError(bad([1, 2]), 'DATA_INVALID', /row 41: has 2 values where there are 3 columns/);
    await expectError(bad(null), 'DATA_INVALID', /row 41: is null/);
    await expectError(datasetFrom([]), 'DATA_INVALID', /rows: has no rows/);
    await expectError(datasetFrom([[1, 2]]), 'ARGUMENT_INVALID', /columns are \[\]/);
    await expectError(datasetFrom(people, { target: 'name' }), 'ARGUMENT_INVALID', /no column 'name' to predict/);
    await expectError(datasetFrom(people, { columns: ['a', 'a'] }), 'ARGUMENT_INVALID', /each once/);
  });

  test('pass on what goes wrong where they come from', async () => {
    async function* broken() {
      yield { a: 1, y: 2 };
      throw new Error('connection lost');
    }
    await expect(datasetFrom(broken())).rejects.toThrow('connection lost');
  });
});
