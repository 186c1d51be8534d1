import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSecateurError } from '../../core/index.ts';
import { loadDataset } from '../../datasets/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { csv, expectError } from './fixtures.ts';

const files = temporaryFolder();

async function load(content: string | Uint8Array, options = {}) {
  return loadDataset(await files.write('bad.csv', content), options);
}

const good = (row: number) => `${row * row},${row % 2}`;

describe('A table is refused with the place and the remedy', () => {
  test.each<[string, string | Uint8Array, RegExp]>([
    ['when it is empty', '', /is empty/],
    [
      'when a row is ragged',
      csv('x,y', 30, (row) => (row === 17 ? '1' : good(row))),
      /bad\.csv, line 19: has 1 cell where the header has 2/,
    ],
    [
      'when a quote is never closed',
      csv('x,y', 30, (row) => (row === 3 ? '"1,0' : good(row))),
      /bad\.csv, line 5: a quote is opened .*every quote is closed/,
    ],
    [
      'when a quote swallows millions of rows',
      csv('x,y', 30, (row) => (row === 3 ? `"1,${'0\n'.repeat(2 ** 23)}` : good(row))),
      /bad\.csv, line 5: the row that begins here is longer/,
    ],
    [
      'when a quote stands inside a cell',
      csv('x,y', 30, (row) => (row === 3 ? '5"6,0' : good(row))),
      /line 5: .*quote/i,
    ],
    ['when two columns have one name', csv('x,x,y', 30, (row) => `1,${good(row)}`), /two columns are named 'x'/],
    ['when there is no header', csv('1,0', 30, good), /first line holds only numbers/],
    [
      'when it is in another encoding than UTF-8',
      Buffer.from(
        csv('x,y', 30, (row) => (row === 4 ? '5,é' : good(row))),
        'latin1',
      ),
      /bad\.csv, line 6, cell 2: '\ufffd' is not text in UTF-8/,
    ],
    [
      'when zero bytes come late',
      csv('x,y', 20000, (row) => (row === 19000 ? '5,\0' : good(row))),
      /line 19002, cell 2: .*not text/,
    ],
    ['when it holds zero bytes', `x,y\n1,\0\n`, /byte 6: a zero byte/],
  ])('%s (format)', async (_, content, message) => {
    await expectError(load(content), 'FORMAT_INVALID', message);
  });

  test.each<[string, string, RegExp]>([
    ['when it has only a header', 'x,y\n', /has no rows/],
    ['when it has fewer than ten rows', csv('x,y', 9, good), /only 9 usable rows/],
    [
      'when text stands in a column of numbers',
      csv('x,y', 30, (row) => (row === 12 ? 'oops,1' : good(row))),
      /line 14, column 'x': 'oops' is not a number/,
    ],
    [
      'when a short column of numbers has text',
      csv('x,y', 12, (row) => (row === 5 ? 'oops,1' : good(row))),
      /line 7, column 'x': 'oops'/,
    ],
    [
      'when a value is infinite',
      csv('x,y', 30, (row) => (row === 12 ? '-inf,1' : good(row))),
      /line 14, column 'x': '-inf' is infinite/,
    ],
    [
      'when a number is too large for float32',
      csv('x,y', 30, (row) => (row === 12 ? '1e39,1' : good(row))),
      /'1e39' is infinite, or too large/,
    ],
    [
      'when numbers have decimal commas',
      csv('x;y', 30, (row) => `${row},5;${row % 2}`),
      /line 2, column 'x': '0,5' has a comma. Write decimals with a point/,
    ],
    [
      'when the numbers to predict have decimal commas',
      `x;y\n${Array.from({ length: 12 }, (_, i) => `${i};0,${i}`).join('\n')}\n`,
      /line 2, column 'y': '0,0' has a comma. Write decimals with a point/,
    ],
    [
      'when few different numbers have decimal commas',
      csv('x;y', 30, (row) => `${row % 5},5;${row % 2}`),
      /line 2, column 'x': '0,5' has a comma. Write decimals with a point/,
    ],
    ['when no column varies', csv('x,y', 30, (row) => `7,${row % 2}`), /no column is left.*`x` is constant/],
    ['when there is only the target', csv('y', 30, (row) => `${row % 2}`), /no column is left/],
    ['when the target never varies', csv('x,y', 30, (row) => `${row},cat`), /'y' is 'cat' in every row/],
    [
      'when the target is infinite',
      csv('x,y', 30, (row) => `${row},${row === 4 ? 'Infinity' : row / 3}`),
      /line 6, column 'y'/,
    ],
    [
      'when a few targets are text',
      csv('x,y', 30, (row) => `${row},${row === 4 ? 'n.d.' : row / 3}`),
      /line 6, column 'y': 'n.d.'/,
    ],
    [
      'when most targets are missing',
      csv('x,y', 30, (row) => `${row},${row < 16 ? '' : row % 2}`),
      /missing in 16 of 30 rows/,
    ],
    ['when every row is a class of its own', csv('x,y', 30, (row) => `${row},name ${row}`), /30 classes in 30 rows/],
  ])('%s (data)', async (_, content, message) => {
    await expectError(load(content), 'DATA_INVALID', message);
  });

  test('when the target column does not exist, with the names that do', async () => {
    await expectError(load(csv('x,y', 30, good), { target: 'z' }), 'DATA_INVALID', /no column 'z'.*x, y/);
  });

  test('when options contradict each other or the file', async () => {
    const text = csv('x,y', 30, good);
    await expectError(load(text, { testRows: [30] }), 'ARGUMENT_INVALID', /30 is not a row.*rows 0 to 29/);
    await expectError(load(text, { testRows: [3], testFraction: 0.2 }), 'ARGUMENT_INVALID', /only one/);
    await expectError(load(text, { testFraction: 1 }), 'ARGUMENT_INVALID', /nothing to train on/);
  });

  test('when the file is absent or a folder', async () => {
    await expectError(loadDataset('nowhere.csv'), 'FILE_NOT_FOUND', /nowhere\.csv/);
  });

  test('and never with anything but a typed error, whatever the text', async () => {
    const cell = fc.constantFrom(
      '1',
      '2.5',
      'a',
      '',
      'NA',
      '"',
      '""',
      'inf',
      '-3',
      ',',
      ';',
      '\n',
      '\r',
      'x y',
      '0x1F',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(cell, { maxLength: 120 }),
        fc.constantFrom('a,b\n', 'a\n', ''),
        async (cells, header) => {
          const error: unknown = await load(header + cells.join(',')).catch((reason: unknown) => reason);
          if (error instanceof Error) expect(isSecateurError(error)).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });
});

test('options of image files are refused for what they are', async () => {
  for (const option of [{ grey: true }, { imageSize: { height: 4, width: 4 } }]) {
    await expectError(
      load(csv('x,y', 30, good), option),
      'ARGUMENT_INVALID',
      /it is for image files and folders of them/,
    );
  }
});
