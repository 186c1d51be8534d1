import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ErrorCode } from '../../core/index.ts';
import { parseNpy } from '../../datasets/arrays/npy.ts';
import { readZip } from '../../datasets/arrays/zip.ts';
import { type Dataset, loadDataset } from '../../datasets/index.ts';
import { type NpyOptions, npyFile, npzFile } from './array-files.ts';
import { expectError, temporaryFolder } from './fixtures.ts';

const files = temporaryFolder();

function valuesOf(bytes: Uint8Array): number[] {
  const npy = parseNpy(bytes, 'a.npy');
  return Array.from({ length: npy.length }, (_, index) => npy.at(index));
}

/** 20 rows whose last column is 0 and 1 in turn. */
const rows = Array.from({ length: 20 }, (_, row) => [row, row ** 2 / 8, row % 2]);
const labels = npyFile(
  [20],
  rows.map((row) => row[2]!),
  { type: 'i8' },
);

describe('A .npy file', () => {
  const whole: [string, number, number][] = [
    ['u1', 0, 255],
    ['u2', 0, 65_535],
    ['u4', 0, 2 ** 32 - 1],
    ['u8', 0, Number.MAX_SAFE_INTEGER],
    ['i1', -128, 127],
    ['i2', -32_768, 32_767],
    ['i4', -(2 ** 31), 2 ** 31 - 1],
    ['i8', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ];
  test.each(whole)('of %s gives back its numbers in both byte orders and all versions', (type, min, max) => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: Math.max(min, -(2 ** 31)), max: Math.min(max, 2 ** 31 - 1) }), { minLength: 1 }),
        fc.constantFrom('<' as const, '>' as const),
        fc.constantFrom(1, 2, 3),
        (values, order, version) => {
          const all = [...values, min, max];
          expect(valuesOf(npyFile([all.length], all, { type, order, version }))).toEqual(all);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('of floats gives back its numbers, signs, infinities and missing values', () => {
    const values = [0, -0, 1.5, -2.25, 1e-30, Infinity, -Infinity, Number.NaN];
    for (const order of ['<', '>'] as const) {
      expect(valuesOf(npyFile([8], values, { type: 'f8', order }))).toEqual(values);
      expect(valuesOf(npyFile([8], values, { type: 'f4', order }))).toEqual(values.map(Math.fround));
    }
    expect(valuesOf(npyFile([3], [0, 1, 7], { type: 'b1', order: '|' }))).toEqual([0, 1, 1]);
  });

  test('of half precision is read by the standard', () => {
    const halves = [0x0000, 0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x7c00, 0xfc00, 0x7e00, 0x3555];
    const bytes = npyFile([10], halves, {
      type: 'u2',
      header: "{'descr': '<f2', 'fortran_order': False, 'shape': (10,)}",
    });
    expect(valuesOf(bytes)).toEqual([
      0,
      1,
      -2,
      65_504,
      2 ** -24,
      2 ** -14,
      Infinity,
      -Infinity,
      Number.NaN,
      0.333251953125,
    ]);
  });

  test('in Fortran order is turned round', () => {
    const shape = [2, 3, 4];
    const value = (i: number, j: number, k: number) => 100 * i + 10 * j + k;
    const fortran: number[] = [];
    for (let k = 0; k < 4; k++) for (let j = 0; j < 3; j++) for (let i = 0; i < 2; i++) fortran.push(value(i, j, k));
    const rowMajor: number[] = [];
    for (let i = 0; i < 2; i++) for (let j = 0; j < 3; j++) for (let k = 0; k < 4; k++) rowMajor.push(value(i, j, k));
    expect(valuesOf(npyFile(shape, fortran, { fortran: true }))).toEqual(rowMajor);
    expect(valuesOf(npyFile(shape, rowMajor))).toEqual(rowMajor);
  });

  test('of two dimensions is a table whose last column is the target', async () => {
    const dataset = await loadDataset(await files.write('table.npy', npyFile([20, 3], rows.flat())));
    expect(dataset.task).toEqual({ kind: 'classification', labels: ['0', '1'] });
    expect(dataset.input).toMatchObject({ columns: [{ name: 'x1' }, { name: 'x2' }] });
    expect([...dataset.rows]).toEqual(rows.flatMap((row) => row.slice(0, 2)));
    expect([...dataset.targets]).toEqual(rows.map((row) => row[2]));
  });

  test('takes its targets from a second one, and both are part of its provenance', async () => {
    const path = await files.write(
      'x.npy',
      npyFile(
        [20, 2],
        rows.flatMap((row) => row.slice(0, 2)),
      ),
    );
    const hashOf = async (name: string, targets: Uint8Array) => {
      const dataset = await loadDataset(path, { targetFile: await files.write(name, targets) });
      return { dataset, hash: dataset.provenance.sha256 };
    };
    const first = await hashOf('y.npy', labels);
    expect(first.dataset.task).toEqual({ kind: 'classification', labels: ['0', '1'] });
    expect([...first.dataset.rows]).toEqual(rows.flatMap((row) => row.slice(0, 2)));
    const other = await hashOf(
      'y.npy',
      npyFile(
        [20, 1],
        rows.map((row) => 1 - row[2]!),
      ),
    );
    expect(other.hash).not.toBe(first.hash);
  });

  test('with NaN has missing values, and is standardised', async () => {
    const data = rows.flat();
    data[3] = Number.NaN;
    const dataset = await loadDataset(await files.write('gaps.npy', npyFile([20, 3], data)));
    expect(dataset.input).toMatchObject({ columns: [{ imputed: true }, { imputed: false }] });
  });

  test.each([
    [[20, 2, 3], 1],
    [[20, 2, 3, 1], 1],
    [[20, 2, 1, 3], 3],
  ])('of shape %j holds images', async (shape, channels) => {
    const pixels = Array.from({ length: 120 }, (_, index) => (index * 37) % 256);
    const path = await files.write('images.npy', npyFile(shape, pixels, { type: 'i4' }));
    const dataset = await loadDataset(path, { targetFile: await files.write('y.npy', labels) });
    expect(dataset.input).toEqual({ kind: 'image', height: 2, width: shape[2], channels, scale: 255 });
    expect(dataset.rows).toEqual(Uint8Array.from(pixels));
  });

  test('of images from 0 to 1 is not divided again', async () => {
    const pixels = Array.from({ length: 120 }, (_, index) => (index % 9) / 8);
    const path = await files.write('images.npy', npyFile([20, 2, 3], pixels, { type: 'f4' }));
    const dataset = await loadDataset(path, { targetFile: await files.write('y.npy', labels) });
    expect(dataset.input).toMatchObject({ scale: 1 });
    expect(dataset.rows).toEqual(Float32Array.from(pixels));
  });
});

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
    ['when it holds texts', npyFile([1], [0], { type: 'U10' }), 'UNSUPPORTED', /texts.*numpy\.unique/],
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
    const negative = npyFile([20, 1, 2], new Array(40).fill(1).with(21, -1));
    await expectError(withTargets(negative, labels), 'DATA_INVALID', /-1 in image 10 is no pixel/);
    await expectError(
      loadDataset(await files.write('t.npy', table), { target: 'a' }),
      'ARGUMENT_INVALID',
      /option target/,
    );
  });
});
