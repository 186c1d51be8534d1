import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Dataset, loadDataset } from '../../datasets/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { csv, expectError } from './fixtures.ts';

const files = temporaryFolder();
const table = csv('a,y', 30, (row) => `${row ** 2},${row / 7}`);

async function loadWith(split: unknown, number = '', text = table): Promise<Dataset> {
  const path = await files.write('table.csv', text);
  return loadDataset(path, { split: `${await files.write('split.json', JSON.stringify(split))}${number}` });
}

const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('A split file', () => {
  test('with test rows leaves the others to train and to validate', async () => {
    const { split } = await loadWith({ testIndices: [4, 2, 29] });
    expect([...split.test]).toEqual([2, 4, 29]);
    expect([...split.train, ...split.validation].sort((a, b) => a - b)).toEqual(
      rows(0, 30).filter((row) => ![2, 4, 29].includes(row)),
    );
    expect(split.validation).toHaveLength(3);
  });

  test('is the same data as the same rows given from code', async () => {
    const listed = await loadWith({ testIndices: [2, 4] });
    const given = await loadDataset(await files.write('table.csv', table), { testRows: [2, 4] });
    expect(given.split).toEqual(listed.split);
    expect(given.provenance.sha256).toBe(listed.provenance.sha256);
    expect((await loadWith({ testIndices: [2, 5] })).provenance.sha256).not.toBe(listed.provenance.sha256);
  });

  test('with several lists is one of them by its number', async () => {
    const lists = { rows: 30, testIndices: [[1], [2, 3], [4]] };
    expect([...(await loadWith(lists, '#1')).split.test]).toEqual([2, 3]);
    await expectError(loadWith(lists), 'ARGUMENT_INVALID', /one of the 3 splits.*#0 to .*#2/);
    await expectError(loadWith(lists, '#3'), 'ARGUMENT_INVALID', /one of the 3 splits/);
    await expectError(loadWith({ testIndices: [1] }, '#0'), 'ARGUMENT_INVALID', /single split/);
  });

  test('with all three parts is followed to the row', async () => {
    const parts = { train: rows(10, 25), validation: rows(5, 10), test: rows(0, 5) };
    const { split, notes, provenance } = await loadWith(parts);
    expect([split.train, split.validation, split.test].map((part) => [...part])).toEqual(Object.values(parts));
    expect(notes.join(' ')).toMatch(/5 rows are in no part/);
    const other = await loadWith({ ...parts, train: rows(10, 26) });
    expect(other.provenance.sha256).not.toBe(provenance.sha256);
  });

  test('without a validation part has it drawn from the training part', async () => {
    const { split } = await loadWith({ train: rows(0, 20), test: rows(20, 25) });
    expect([...split.train, ...split.validation].sort((a, b) => a - b)).toEqual(rows(0, 20));
    expect([...split.test]).toEqual(rows(20, 25));
  });

  test('counts the rows of the file where some have no target', async () => {
    const gaps = csv('a,y', 30, (row) => `${row},${row < 3 ? '' : row / 7}`);
    const { split, targets } = await loadWith({ testIndices: [3, 2] }, '', gaps);
    expect(split.test).toHaveLength(1);
    expect(targets[split.test[0]!]).toBeCloseTo(3 / 7);
  });

  test('is refused when its rows make no split', async () => {
    const refused: [unknown, string, RegExp][] = [
      [{ testIndices: [30] }, 'ARGUMENT_INVALID', /30 is not a row of .*rows 0 to 29/],
      [{ testIndices: [-1] }, 'ARGUMENT_INVALID', /-1 is not a row/],
      [{ train: [1, 2], test: [2] }, 'ARGUMENT_INVALID', /row 2 is both in train and in test/],
      [{ testIndices: [4, 1, 4] }, 'FORMAT_INVALID', /row 4 twice/],
      [{ testIndices: [1.5] }, 'FORMAT_INVALID', /1\.5 where a row number belongs/],
      [{ testIndices: ['1'] }, 'FORMAT_INVALID', /"1" where/],
      [{ testIndices: [] }, 'FORMAT_INVALID', /not a split/],
      [{ train: rows(0, 20), test: [] }, 'FORMAT_INVALID', /test is empty/],
      [{ validation: [1] }, 'FORMAT_INVALID', /not a split/],
      [{ train: rows(0, 20), tets: rows(20, 25) }, 'FORMAT_INVALID', /'tets' is none of train, validation, test/],
      [[1, 2], 'FORMAT_INVALID', /not a split/],
      [null, 'FORMAT_INVALID', /not a split/],
      [{ testIndices: rows(0, 30) }, 'DATA_INVALID', /no row is left to train on/],
    ];
    for (const [split, code, message] of refused) await expectError(loadWith(split), code as never, message);
    const path = await files.write('table.csv', table);
    await expectError(loadDataset(path, { split: await files.write('no.json', '{') }), 'FORMAT_INVALID', /not JSON/);
    await expectError(loadDataset(path, { split: join(files.path(), 'none.json') }), 'FILE_NOT_FOUND', /none\.json/);
    await expectError(
      loadDataset(path, { split: await files.write('s.json', '{}'), testFraction: 0.1 }),
      'ARGUMENT_INVALID',
      /only one of split and testFraction/,
    );
  });
});

const shared = join(process.cwd(), '..', 'shared', 'data', 'uci', 'yacht');
(existsSync(`${shared}.csv`) ? test : test.skip)('The published splits of a real table are read', async () => {
  const { split } = await loadDataset(`${shared}.csv`, { split: `${shared}.splits.json#19` });
  expect(split.test).toHaveLength(31);
  expect(split.train.length + split.validation.length).toBe(308 - 31);
});
