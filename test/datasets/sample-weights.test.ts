import { expect, test } from '@jest/globals';
import { datasetFrom, loadDataset } from '../../datasets/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { labels, npyFile, npzFile, rows } from './array-files.ts';
import { expectError } from './fixtures.ts';

const files = temporaryFolder();
const x = npyFile([20, 3], rows.flat());
const values = Array.from({ length: 20 }, (_, row) => row / 4);
const weights = npyFile([20], values);

test('an array of an .npz file weighs its rows', async () => {
  const path = await files.write('a.npz', npzFile({ x, y: labels, w: weights }));
  const dataset = await loadDataset(path, { sampleWeights: 'w' });
  expect(dataset.weights).toEqual({ column: 'w', values: Float32Array.from(values) });
  const without = await loadDataset(path);
  expect(without.weights).toBeUndefined();
  expect(without.provenance.sha256).not.toBe(dataset.provenance.sha256);
  await expectError(
    loadDataset(path, { sampleWeights: 'v' }),
    'DATA_INVALID',
    /a\.npz: has no array v; it has x, y, w/,
  );
});

test('of a file with a test set of its own the training images are weighed', async () => {
  const images = (count: number) => npyFile([count, 2, 2], new Uint8Array(4 * count).fill(7), { type: 'u1' });
  const classes = (count: number) =>
    npyFile(
      [count],
      Array.from({ length: count }, (_, row) => row % 2),
    );
  const arrays = { x_train: images(20), y_train: classes(20), x_test: images(4), y_test: classes(4), w: weights };
  const dataset = await loadDataset(await files.write('b.npz', npzFile(arrays)), { sampleWeights: 'w' });
  expect([...dataset.weights!.values]).toEqual([...values, 1, 1, 1, 1]);
  const short = await files.write('c.npz', npzFile({ ...arrays, w: npyFile([24], new Float64Array(24)) }));
  await expectError(loadDataset(short, { sampleWeights: 'w' }), 'SHAPE_MISMATCH', /\(24\) where 20 rows need a number/);
});

test('a file beside an .npy file weighs its rows, and is found by its name alone', async () => {
  const path = await files.write('x.npy', x);
  await files.write('w.npy', weights);
  const dataset = await loadDataset(path, { sampleWeights: 'w.npy' });
  expect(dataset.weights).toEqual({ column: 'w.npy', values: Float32Array.from(values) });
  await expectError(loadDataset(path, { sampleWeights: '../w.npy' }), 'ARGUMENT_INVALID', /same folder/);
  await expectError(loadDataset(path, { sampleWeights: 'v.npy' }), 'FILE_NOT_FOUND', /v\.npy/);
  for (const [bad, what] of [
    [-1, 'the weight -1'],
    [Number.NaN, 'no weight'],
    [1e39, 'the weight 1e'],
  ] as const) {
    await files.write('bad.npy', npyFile([20], values.with(3, bad)));
    await expectError(loadDataset(path, { sampleWeights: 'bad.npy' }), 'DATA_INVALID', new RegExp(`row 3: ${what}`));
  }
});

test('rows from code are weighed by a column, which is no feature, and images by themselves', async () => {
  const table = rows.map(([a, b, c], row) => ({ a, b, w: row === 2 ? 0 : 1, y: row === 5 ? null : c }));
  const dataset = await datasetFrom(table, { sampleWeights: 'w' });
  expect(dataset.input).toMatchObject({ columns: [{ name: 'a' }, { name: 'b' }] });
  expect([...dataset.weights!.values]).toEqual([1, 1, 0, ...new Array<number>(16).fill(1)]);
  const unweighed = table.map((each, row) => ({ ...each, w: row === 7 ? null : 1 }));
  await expectError(datasetFrom(unweighed, { sampleWeights: 'w' }), 'DATA_INVALID', /rows, row 8: no weight/);
  const negative = table.map((each, row) => ({ ...each, w: row === 7 ? -0.1 : 1 }));
  await expectError(datasetFrom(negative, { sampleWeights: 'w' }), 'DATA_INVALID', /rows, row 8: the weight -0\.1\./);
  await expectError(datasetFrom(table, { sampleWeights: 'y' }), 'ARGUMENT_INVALID', /no column 'y' for weights/);
  const images = values.map((weight, row) => ({ pixels: [row, 0, 0, 255], target: row % 2, weight }));
  const pictures = await datasetFrom(images, { image: { height: 2, width: 2 } });
  expect([...pictures.weights!.values]).toEqual(values);
  const [{ weight: _, ...first }, ...others] = images as [(typeof images)[number], ...typeof images];
  const partly = datasetFrom([first, ...others], { image: { height: 2, width: 2 } });
  await expectError(partly, 'DATA_INVALID', /rows, row 1: no weight/);
});

test('what rows of weight 0 say of a target does not count for its scale', async () => {
  const lies = Array.from({ length: 40 }, (_, row) => ({ x: row, y: row % 2 ? 1000 : row, w: row % 2 ? 0 : 3 }));
  const truth = lies.map((row) => ({ ...row, y: row.x }));
  const options = { target: 'y', sampleWeights: 'w' };
  const [lied, told] = [await datasetFrom(lies, options), await datasetFrom(truth, options)];
  expect(lied.task).toEqual(told.task);
  const none = lies.map((row) => ({ ...row, w: 0 }));
  expect((await datasetFrom(none, options)).task).toMatchObject({ kind: 'regression' });
});
