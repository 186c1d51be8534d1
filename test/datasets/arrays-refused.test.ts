import { describe, test } from '@jest/globals';
import type { ErrorCode } from '../../core/index.ts';
import { loadDataset } from '../../datasets/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { labels, type NpyOptions, npyFile, npyTexts, rows } from './array-files.ts';
import { expectError } from './fixtures.ts';

const files = temporaryFolder();

describe('An array is refused', () => {
  const cases: [string, Uint8Array, ErrorCode, RegExp][] = [
    [
      'when it is no array',
      new TextEncoder().encode('a,b,c\n1,2,3\n'),
      'FORMAT_INVALID',
      /byte 0 is 97 instead of 147/,
    ],
    ['when it is empty', new Uint8Array(0), 'FORMAT_INVALID', /ends at byte 0/],
    [
      'when it is truncated',
      npyFile([20, 3], rows.flat()).slice(0, -1),
      'FORMAT_INVALID',
      /shape \(20, 3\) of f8 needs/,
    ],
    ['when it promises a huge shape', npyFile([2 ** 40, 2 ** 40], []), 'FORMAT_INVALID', /needs/],
    [
      'when it holds pickled objects',
      npyFile([1], [0], { type: 'O', order: '|' }),
      'UNSUPPORTED',
      /pickle, which is never opened/,
    ],
    ['when its examples are texts', npyTexts(['a', 'b']), 'UNSUPPORTED', /only targets may be/],
    ['when its texts are of no length', npyFile([1], [0], { type: 'U0' }), 'UNSUPPORTED', /type <U0/],
    ['when it holds complex numbers', npyFile([1], [0], { type: 'c8' }), 'UNSUPPORTED', /type <c8/],
    [
      'when it is structured',
      header("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}"),
      'UNSUPPORTED',
      /structured/,
    ],
    ['when its header is no dictionary', header('import os'), 'FORMAT_INVALID', /without descr/],
    [
      'when its shape is endless digits',
      header(`{'descr': '<f8', 'fortran_order': False, 'shape': (${'1'.repeat(5000)}x)}`),
      'FORMAT_INVALID',
      /without descr/,
    ],
    ['of version 9', npyFile([1], [0], { version: 9 }), 'UNSUPPORTED', /version 9/],
    [
      'of one dimension',
      npyFile(
        [20],
        rows.map((row) => row[0]!),
      ),
      'SHAPE_MISMATCH',
      /shape \(20\)\. A table has 2/,
    ],
    ['of images without targets', npyFile([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]), 'ARGUMENT_INVALID', /--target-file/],
    ['of no rows', npyFile([0, 3], []), 'DATA_INVALID', /no data/],
    [
      'with an infinite feature',
      npyFile(
        [20, 3],
        rows.flat().map((value, index) => (index === 7 ? 1e300 : value)),
      ),
      'DATA_INVALID',
      /row 2, column 1 is infinite/,
    ],
    [
      'without a target',
      npyFile(
        [20, 3],
        rows.flat().map((value, index) => (index === 8 ? Number.NaN : value)),
      ),
      'DATA_INVALID',
      /x3 is NaN in row 2/,
    ],
  ];
  test.each(cases)('%s', async (_, bytes, code, message) => {
    await expectError(loadDataset(await files.write('bad.npy', bytes)), code, message);
  });

  function header(text: string): Uint8Array {
    return npyFile([1], [0], { header: text } satisfies NpyOptions);
  }

  test('when targets or images do not fit', async () => {
    const withTargets = async (x: Uint8Array, y: Uint8Array) =>
      loadDataset(await files.write('x.npy', x), { targetFile: await files.write('y.npy', y) });
    const table = npyFile([20, 3], rows.flat());
    await expectError(
      withTargets(table, npyFile([19], new Array(19).fill(1))),
      'SHAPE_MISMATCH',
      /y\.npy: has the shape \(19\).*20 rows/,
    );
    await expectError(withTargets(table, npyFile([20, 2], new Array(40).fill(1))), 'SHAPE_MISMATCH', /numpy\.argmax/);
    const first = npyFile([20, 3, 5, 5], new Array(1500).fill(1));
    await expectError(withTargets(first, labels), 'SHAPE_MISMATCH', /5 channels.*numpy\.transpose/);
    const damaged = npyFile([20, 1, 2], new Array(40).fill(1).with(21, Number.NaN));
    await expectError(withTargets(damaged, labels), 'DATA_INVALID', /NaN in image 10 is no pixel/);
    await expectError(
      loadDataset(await files.write('t.npy', table), { target: 'a' }),
      'ARGUMENT_INVALID',
      /option target/,
    );
  });
});
