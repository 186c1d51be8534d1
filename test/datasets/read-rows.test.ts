import { describe, expect, test } from '@jest/globals';
import type { InputSpec } from '../../core/index.ts';
import { loadDataset, readRows } from '../../datasets/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { csv, expectError } from './fixtures.ts';

const files = temporaryFolder();

const table: InputSpec = {
  kind: 'table',
  columns: [
    { kind: 'numeric', name: 'age', mean: 40, scale: 10, imputed: true },
    { kind: 'categorical', name: 'city', categories: ['Bergen', 'Oslo'] },
    { kind: 'numeric', name: 'weight', mean: -1, scale: 0.5, imputed: false },
  ],
};
const image: InputSpec = { kind: 'image', height: 2, width: 2, channels: 1, scale: 255 };

async function read(content: string, input: InputSpec) {
  return readRows(await files.write('rows.csv', content), input);
}

describe('Rows to predict on', () => {
  test('are found by the names of their columns, in any order, with others ignored', async () => {
    const { rows, notes } = await read(
      'weight;note;city;age\n1;hi;Oslo;30\n2;ho;Bergen;\n3;;Paris;50\n4;;;60\n',
      table,
    );
    expect(Array.from(rows)).toEqual([30, 1, 1, NaN, 0, 2, 50, -1, 3, 60, -1, 4]);
    expect(notes).toEqual([
      'Columns the model does not use: note.',
      '1 missing value in `age` replaced by the training mean.',
      '2 values in `city` never seen in training.',
    ]);
  });

  test('are refused where a column or a value the model needs is missing, or text stands for a number', async () => {
    await expectError(read('age,city\n1,Oslo\n', table), 'DATA_INVALID', /no column 'weight'.*age, city/);
    await expectError(
      read('age,city,weight\n1,Oslo,2\n1,Oslo,NA\n', table),
      'DATA_INVALID',
      /line 3, column 'weight': no value/,
    );
    await expectError(
      read('age,city,weight\n1,Oslo,heavy\n', table),
      'DATA_INVALID',
      /line 2, column 'weight': 'heavy'/,
    );
    await expectError(read('age,city,weight\n1,Oslo\n', table), 'FORMAT_INVALID', /line 2/);
    await expectError(read('age,city,weight\n', table), 'DATA_INVALID', /no rows/);
  });

  test('of a table that was trained on are the rows of the dataset', async () => {
    const text = csv('x,city,y', 30, (row) => `${row === 3 ? '' : row / 8},${row % 3 ? 'Oslo' : 'Bergen'},${row % 2}`);
    const path = await files.write('same.csv', text);
    const dataset = await loadDataset(path);
    expect((await readRows(path, dataset.input)).rows).toEqual(dataset.rows);
  });

  test('of images are found by position, with or without a header', async () => {
    const expected = Float32Array.of(0, 1, 2, 255, 9, 8, 7, 6);
    expect((await read('0,1,2,255\n9,8,7,6\n', image)).rows).toEqual(expected);
    expect((await read('a,b,c,d\n0,1,2,255\n9,8,7,6\n', image)).rows).toEqual(expected);
  });

  test('of images are refused with the wrong number of pixels or values that are no pixels', async () => {
    await expectError(read('0,1,2\n', image), 'FORMAT_INVALID', /line 1: has 3 cells where an image of 2 x 2 needs 4/);
    await expectError(read('0,1,2,256\n', image), 'DATA_INVALID', /line 1, column '4': '256' is not a pixel/);
    await expectError(read('0,1,2,3\n0,x,2,3\n', image), 'DATA_INVALID', /line 2, column '2': 'x'/);
    await expectError(read('0,1,,3\n', image), 'DATA_INVALID', /column '3'/);
    await expectError(read('', image), 'DATA_INVALID', /no rows/);
  });

  test('of measurements may hold any numbers', async () => {
    const measured = { ...image, scale: 1, measured: [{ mean: -4, scale: 2 }] };
    expect((await read('-7,1.5,2e3,0\n', measured)).rows).toEqual(Float32Array.of(-7, 1.5, 2000, 0));
    await expectError(read('-7,nan,2e3,0\n', measured), 'DATA_INVALID', /column '2': 'nan' is not a number/);
  });
});
