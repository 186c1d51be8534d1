import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Column } from '../../core/index.ts';
import { type Dataset, loadDataset } from '../../datasets/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { csv, expectError } from './fixtures.ts';

const files = temporaryFolder();

function columnsOf(dataset: Dataset): readonly Column[] {
  if (dataset.input.kind !== 'table') throw new Error('not a table');
  return dataset.input.columns;
}

/** One raw column of the dataset. */
function valuesOf(dataset: Dataset, name: string): number[] {
  const columns = columnsOf(dataset);
  const index = columns.findIndex((column) => column.name === name);
  return Array.from(dataset.targets, (_, row) => dataset.rows[row * columns.length + index]!);
}

async function load(name: string, content: string | Uint8Array, options = {}): Promise<Dataset> {
  return loadDataset(await files.write(name, content), options);
}

describe('A table', () => {
  test('is read alike with commas, semicolons, tabs, Windows line ends, a byte order mark and quotes', async () => {
    const plain = csv('a,b,y', 20, (row) => `${row / 4},x${row % 2},${row % 2 ? 'yes' : 'no'}`);
    const variants = [
      plain,
      plain.replaceAll(',', ';'),
      plain.replaceAll(',', '\t'),
      plain.replaceAll('\n', '\r\n'),
      `\uFEFF${plain}`,
      plain.replace(/[^,\n]+/g, '"$&"'),
      plain.replaceAll(',', ' , ').replaceAll('\n', '\n\n'),
    ];
    const [first, ...others] = await Promise.all(variants.map((text, index) => load(`variant${index}.csv`, text)));
    expect(first!.task).toEqual({ kind: 'classification', labels: ['no', 'yes'] });
    expect(valuesOf(first!, 'a')).toEqual(Array.from({ length: 20 }, (_, row) => row / 4));
    for (const other of others) {
      for (const part of ['input', 'task', 'rows', 'targets', 'split', 'notes'] as const) {
        expect(other[part]).toEqual(first![part]);
      }
    }
  });

  test('keeps delimiters, quotes and line ends inside quoted cells', async () => {
    const dataset = await load(
      'quoted.csv',
      csv('a,"b, ""quoted""",y', 20, (row) => `${row},"${row % 2 ? 'one, two' : 'line\nend'}",${row % 2}`),
    );
    expect(columnsOf(dataset)[1]).toEqual({
      kind: 'categorical',
      name: 'b, "quoted"',
      categories: ['line\nend', 'one, two'],
    });
  });

  test('gives back every number as float32', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.float({ noNaN: true, min: -(2 ** 100), max: 2 ** 100 }), { minLength: 12, maxLength: 30 }),
        async (numbers) => {
          fc.pre(new Set(numbers).size > 6 && numbers.some((value) => Math.abs(value) > 2 ** -100));
          const text = csv('x,a,y', numbers.length, (row) => `${numbers[row]},${row ** 2},${row % 2}`);
          const dataset = await load('numbers.csv', text, { validationFraction: 0, testFraction: 0 });
          // The text of a float64 that is a float32 reads back as that number; -0 is written '0'.
          expect(valuesOf(dataset, 'x')).toEqual(numbers.map((value) => value + 0));
        },
      ),
      { numRuns: 30 },
    );
  });

  test('is standardised by its training rows only', async () => {
    const dataset = await load(
      'scaled.csv',
      csv('x,y', 100, (row) => `${row ** 2 / 7},${row * 1.5}`),
    );
    const trained = (values: ArrayLike<number>) => Array.from(dataset.split.train, (row) => values[row]!);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = (values: number[]) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
    const [column] = columnsOf(dataset);
    const { task } = dataset;
    if (column?.kind !== 'numeric' || task.kind !== 'regression') throw new Error('unexpected kinds');
    const xs = trained(valuesOf(dataset, 'x'));
    const ys = trained(dataset.targets);
    expect(column.mean / mean(xs)).toBeCloseTo(1, 6);
    expect(column.scale / deviation(xs)).toBeCloseTo(1, 6);
    expect(task.mean / mean(ys)).toBeCloseTo(1, 6);
    expect(task.scale / deviation(ys)).toBeCloseTo(1, 6);
    expect(column.mean).not.toBeCloseTo(mean(valuesOf(dataset, 'x')), 6);
  });

  test('knows only the categories of its training rows; others are -1', async () => {
    const text = csv(
      'x,city,y',
      40,
      (row) => `${row},${row === 39 ? 'Troms\u00f8' : ['Oslo', 'Bergen'][row % 2]},${row % 2}`,
    );
    const dataset = await load('unseen.csv', text, { testRows: [39] });
    expect(columnsOf(dataset)[1]).toMatchObject({ categories: ['Bergen', 'Oslo'] });
    expect(valuesOf(dataset, 'city').slice(36)).toEqual([1, 0, 1, -1]);
    expect(Array.from(dataset.split.test)).toEqual([39]);
  });

  test('has missing numbers as NaN and missing texts as a category of their own, and says so', async () => {
    const missing = ['', 'NA', 'NaN', '?'];
    const text = csv('x,city,y', 40, (row) =>
      row < 4 ? `${missing[row]},${missing[row]},${row % 2}` : `${row},${row % 3 ? 'Oslo' : 'Bergen'},${row % 2}`,
    );
    const dataset = await load('missing.csv', text, { testRows: [10, 11] });
    expect(columnsOf(dataset)).toMatchObject([{ imputed: true }, { categories: ['', 'Bergen', 'Oslo'] }]);
    expect(valuesOf(dataset, 'x').slice(0, 5)).toEqual([NaN, NaN, NaN, NaN, 4]);
    expect(valuesOf(dataset, 'city').slice(0, 5)).toEqual([0, 0, 0, 0, 2]);
    expect(dataset.notes.join(' ')).toMatch(/4 missing values in `x` replaced by the training mean/);
    expect(dataset.notes.join(' ')).toMatch(/`city` is text with 3 categories, one of them for missing values/);
  });

  test('loses columns that are constant, empty, count the rows or are like names, and says so', async () => {
    const text = csv('id,same,empty,name,x,y', 30, (row) => `${row + 1},7,,person ${row},${row * row},${row % 2}`);
    const dataset = await load('dropped.csv', text);
    expect(columnsOf(dataset).map(({ name }) => name)).toEqual(['x']);
    const notes = dataset.notes.join('\n');
    expect(notes).toMatch(/Column `id` only numbers the rows/);
    expect(notes).toMatch(/Column `same` is constant/);
    expect(notes).toMatch(/Column `empty` has no values/);
    expect(notes).toMatch(/Column `name` has 30 different texts/);
  });

  test('takes any column as the target, and the last one by default', async () => {
    const text = csv('y,x,z', 30, (row) => `${row % 3 ? 'b' : 'a'},${row},${row * 1.1}`);
    expect((await load('target.csv', text)).task).toMatchObject({ kind: 'regression', target: 'z' });
    const named = await load('target.csv', text, { target: 'y' });
    expect(named.task).toEqual({ kind: 'classification', labels: ['a', 'b'] });
    expect(columnsOf(named).map(({ name }) => name)).toEqual(['x', 'z']);
    expect(Array.from(named.targets.slice(0, 4))).toEqual([0, 1, 1, 0]);
  });

  test('loses rows whose target is missing, and says so', async () => {
    const text = csv('x,y', 40, (row) => `${row},${row < 5 ? '' : row % 2 ? 'a' : 'b'}`);
    const dataset = await load('unlabelled.csv', text, { testRows: [6] });
    expect(dataset.targets).toHaveLength(35);
    expect(valuesOf(dataset, 'x')[0]).toBe(5);
    expect(Array.from(dataset.split.test, (row) => valuesOf(dataset, 'x')[row])).toEqual([6]);
    expect(dataset.notes.join(' ')).toMatch(/5 of 40 rows of unlabelled.csv have no `y`/);
  });

  test('can have its test rows in a second file, whose columns may be in another order', async () => {
    const train = csv('x,city,y', 30, (row) => `${row},${row % 3 ? 'Oslo' : 'Bergen'},${row % 2 ? 'a' : 'b'}`);
    const testFile = await files.write(
      'held-out.csv',
      csv('y,city,x', 5, (row) => `a,Oslo,${row}.5`),
    );
    const dataset = await load('train.csv', train, { testFile });
    expect(Array.from(dataset.split.test)).toEqual([30, 31, 32, 33, 34]);
    expect(valuesOf(dataset, 'x').slice(30)).toEqual([0.5, 1.5, 2.5, 3.5, 4.5]);
    expect(valuesOf(dataset, 'city').slice(30)).toEqual([1, 1, 1, 1, 1]);
    const stranger = await files.write(
      'stranger.csv',
      csv('y,city,x', 5, (row) => `c,Oslo,${row}.5`),
    );
    await expectError(
      load('train.csv', train, { testFile: stranger }),
      'DATA_INVALID',
      /stranger\.csv, line 2, column 'y'/,
    );
  });

  test('has a hash that changes with its bytes and with the choices, and only then', async () => {
    const text = csv('x,y', 30, (row) => `${row * row},${row % 2}`);
    const hash = async (content: string, options = {}) => (await load('hash.csv', content, options)).provenance.sha256;
    const first = await hash(text);
    expect(await hash(text)).toBe(first);
    const others = [
      await hash(`${text}1,1\n`),
      await hash(text, { seed: 1 }),
      await hash(text, { task: 'regression' }),
    ];
    expect(new Set([first, ...others]).size).toBe(4);
  });

  test('with a class of one example keeps that in the training rows and says so', async () => {
    const dataset = await load(
      'rare.csv',
      csv('x,y', 40, (row) => `${row},${row === 7 ? 'rare' : row % 2 ? 'a' : 'b'}`),
    );
    expect(Array.from(dataset.split.train)).toContain(7);
    expect(dataset.notes.join(' ')).toMatch(/one training row or none has the class 'rare'/);
  });
});

describe('The task of a table', () => {
  const taskOf = async (y: (row: number) => string | number, options = {}) =>
    (
      await load(
        'task.csv',
        csv('x,y', 60, (row) => `${row * row},${y(row)}`),
        options,
      )
    ).task;

  test('is classification for text, for two whole numbers and for codes without a gap from 0 or 1', async () => {
    expect(await taskOf((row) => 'cab'[row % 3]!)).toEqual({ kind: 'classification', labels: ['a', 'b', 'c'] });
    expect(await taskOf((row) => (row % 2 ? -1 : 1))).toEqual({ kind: 'classification', labels: ['-1', '1'] });
    expect(await taskOf((row) => 1 + (row % 11))).toEqual({
      kind: 'classification',
      labels: ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11'],
    });
    expect(await taskOf((row) => ['0', '0.0', '1.00'][row % 3]!)).toEqual({
      kind: 'classification',
      labels: ['0', '1'],
    });
  });

  test('is regression for other numbers', async () => {
    for (const y of [(row: number) => row / 4, (row: number) => 3 + (row % 5), (row: number) => row]) {
      expect((await taskOf(y)).kind).toBe('regression');
    }
  });

  test('is what the user says, where that is possible', async () => {
    expect((await taskOf((row) => row % 3, { task: 'regression' })).kind).toBe('regression');
    expect(await taskOf((row) => 10 * (row % 3), { task: 'classification' })).toEqual({
      kind: 'classification',
      labels: ['0', '10', '20'],
    });
    await expectError(
      taskOf((row) => 'ab'[row % 2]!, { task: 'regression' }),
      'DATA_INVALID',
      /line 2, column 'y': 'a'/,
    );
    await expectError(
      taskOf((row) => row / 4, { task: 'classification' }),
      'DATA_INVALID',
      /60 classes.*regression/,
    );
  });
});
