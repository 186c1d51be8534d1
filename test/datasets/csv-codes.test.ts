import { describe, expect, test } from '@jest/globals';
import { type Dataset, loadDataset, readRows } from '../../datasets/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { csv, expectError } from './fixtures.ts';

const files = temporaryFolder();

async function load(text: string, options = {}): Promise<Dataset> {
  return loadDataset(await files.write('codes.csv', text), options);
}

describe('Numbers with leading zeros', () => {
  test('are labels as they were written', async () => {
    const { task } = await load(csv('a,agent', 40, (row) => `${row},${['007', '006', '7'][row % 3]}`));
    expect(task).toEqual({ kind: 'classification', labels: ['006', '007', '7'] });
  });

  test('are categories as they were written, in training and in prediction', async () => {
    const dataset = await load(csv('code,y', 60, (row) => `${['01', '1', '10'][row % 3]},${row / 7}`));
    expect(dataset.input).toMatchObject({ columns: [{ kind: 'categorical', categories: ['01', '1', '10'] }] });
    const path = await files.write('new.csv', 'code\n1\n01\n10\n1.0\n');
    expect([...(await readRows(path, dataset.input)).rows]).toEqual([1, 0, 2, -1]);
  });

  test('are numbers where there are too many for codes, and a note says so', async () => {
    const text = csv('reading,y', 300, (row) => `${String(row * 3).padStart(4, '0')},${row / 7}`);
    const { input, notes } = await load(text);
    expect(input).toMatchObject({ columns: [{ kind: 'numeric', name: 'reading' }] });
    expect(notes.join(' ')).toMatch(/`reading` is read as numbers, so that leading zeros \(0000\) do not count/);
  });

  test('are numbers when regression was asked for', async () => {
    const { task } = await load(
      csv('a,y', 40, (row) => `${row},${['007', '006'][row % 2]}`),
      { task: 'regression' },
    );
    expect(task.kind).toBe('regression');
  });

  test('do not matter where no value has any: 1 and 1.0 are one category', async () => {
    const { input } = await load(csv('a,b,y', 40, (row) => `${row},${['1', '1.0', 'x', '0.5'][row % 4]},${row / 7}`));
    expect(input).toMatchObject({ columns: [{}, { categories: ['0.5', '1', 'x'] }] });
  });
});

describe('Numbers at the edge of float32', () => {
  test('that are whole and lose digits are named in a note', async () => {
    const { notes } = await load(csv('time,y', 40, (row) => `${1_700_000_001 + row * 60},${row / 7}`));
    expect(notes.join(' ')).toMatch(/`time` has whole numbers \(1700000001\) with more digits/);
    const exact = await load(csv('time,y', 40, (row) => `${row % 7},${row / 7}`));
    expect(exact.notes.join(' ')).not.toMatch(/digits/);
  });

  test('that lie too far from zero for their spread are named in a note, features and target', async () => {
    const far = (row: number) => `${(1e9 + row * 7.25).toFixed(2)},${row / 7},${(-1e8 + row * 0.75).toFixed(2)}`;
    const { notes } = await load(csv('far,near,y', 40, far), { task: 'regression' });
    expect(notes.join(' ')).toMatch(/`far` spreads by .* lie 64 apart.*Subtract a number/);
    expect(notes.join(' ')).toMatch(/`y` spreads by .* lie 8 apart.*Subtract a number/);
    expect(notes.join(' ')).not.toMatch(/`near` spreads/);
    const equal = csv('a,y', 40, (row) => `${row},${1e9 + row / 50}`);
    await expectError(load(equal), 'DATA_INVALID', /'y' is the same in all .*subtract a number/);
  });

  test.each(['e-42', 'e-39', 'e38'])('that spread by %s are refused before training', async (exponent) => {
    const text = csv('a,b,y', 40, (row) => `${row},${(row % 3) + 0.5}${exponent},${row / 7}`);
    await expectError(load(text), 'DATA_INVALID', /column 'b': its values spread by .* another unit/);
    const target = csv('a,y', 40, (row) => `${row},${(row % 3) + 0.5}${exponent}`);
    await expectError(load(target, { task: 'regression' }), 'DATA_INVALID', /column 'y': its values spread/);
  });
});
