import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseNpy } from '../../datasets/arrays/npy.ts';
import { loadDataset } from '../../datasets/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { labels, npyFile, npyTexts, rows } from './array-files.ts';

const files = temporaryFolder();

function valuesOf(bytes: Uint8Array): number[] {
  const npy = parseNpy(bytes, 'a.npy');
  return Array.from({ length: npy.length }, (_, index) => npy.at(index));
}

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

describe('Targets that are texts', () => {
  test.each([
    ['U', '<'],
    ['U', '>'],
    ['S', '<'],
  ] as const)('name the classes (%s, %s)', async (...[kind, order]) => {
    const names = rows.map((_, row) => (row % 3 === 0 ? 'no' : kind === 'U' ? 'größer' : 'larger'));
    const x = await files.write('x.npy', npyFile([20, 3], rows.flat()));
    const y = await files.write('y.npy', npyTexts(names, kind, order));
    const { task, targets } = await loadDataset(x, { targetFile: y });
    if (task.kind !== 'classification') throw new Error('no classes');
    expect(Array.from(targets, (target) => task.labels[target])).toEqual(names);
  });

  test('that are numbers are read as such, and an empty one is named', async () => {
    const x = await files.write('x.npy', npyFile([20, 3], rows.flat()));
    const y = await files.write('y.npy', npyTexts(rows.map((_, row) => `${row / 8}`)));
    expect(Array.from((await loadDataset(x, { targetFile: y })).targets)).toEqual(rows.map((_, row) => row / 8));
    const holes = await files.write('holes.npy', npyTexts(rows.map((_, row) => (row === 7 ? '' : 'a'))));
    await expect(loadDataset(x, { targetFile: holes })).rejects.toThrow(/y is empty in row 7/);
  });
});
