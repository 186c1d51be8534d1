import { describe, expect, test } from '@jest/globals';
import { mcnemar } from '../../api/answers/mcnemar.ts';
import { rowsAsTrained } from '../../api/answers/rows-as-trained.ts';
import { answeringData, answersOf, compareAnswers } from '../../api/commands.ts';
import type { InputSpec } from '../../core/index.ts';
import { encodeModel, floatTensor, type OnnxModel } from '../../onnx/index.ts';
import type { ModelAnswers } from '../../runtime/index.ts';
import { npyFile, npzFile } from '../datasets/array-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

/** Somebody else's model of columns a and b: `weight` `[2, outputs]`, and what comes after it. */
function foreign(weight: number[], after: 'Softmax' | undefined): Uint8Array {
  const outputs = weight.length / 2;
  const model: OnnxModel = {
    irVersion: 8,
    opsets: [{ domain: '', version: 17 }],
    graph: {
      name: 'foreign',
      nodes: [
        { opType: 'MatMul', inputs: ['x', 'weight'], outputs: [after ? 'sums' : 'y'] },
        ...(after ? [{ opType: after, inputs: ['sums'], outputs: ['y'] }] : []),
      ],
      initializers: [floatTensor('weight', { shape: [2, outputs], data: Float32Array.from(weight) })],
      inputs: [{ name: 'x', elementType: 'float32', shape: ['N', 2] }],
      outputs: [{ name: 'y', elementType: 'float32', shape: ['N', outputs] }],
    },
    metadata: {},
  };
  return encodeModel(model);
}

test('the rows to ask about are the test rows where data has its own, and all of them elsewhere', async () => {
  const part = (count: number) => ({
    x: npyFile(
      [count, 2],
      Array.from({ length: 2 * count }, (_, at) => (3 * at) % 7),
    ),
    y: npyFile(
      [count],
      Array.from({ length: count }, (_, row) => row % 2),
    ),
  });
  const [train, test] = [part(30), part(4)];
  const divided = npzFile({ x_train: train.x, y_train: train.y, x_test: test.x, y_test: test.y });
  expect((await answeringData(await folder.write('divided.npz', divided))).rows).toEqual(
    Uint32Array.of(30, 31, 32, 33),
  );
  expect((await answeringData(await folder.write('whole.npz', npzFile(train)))).rows).toHaveLength(30);
  await expect(answeringData('sim:nonsense')).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
});

const rows = Array.from({ length: 40 }, (_, row) => [(row % 7) - 3, (row % 5) - 2] as const);

describe('McNemar’s exact test', () => {
  test('is the two-sided binomial one', () => {
    // 2 (1 + 12 + 66) / 2^12
    expect(mcnemar(10, 2)).toBeCloseTo(158 / 4096, 12);
    expect(mcnemar(2, 10)).toBeCloseTo(158 / 4096, 12);
    expect(mcnemar(3, 3)).toBe(1);
    expect(mcnemar(0, 0)).toBe(1);
    expect(mcnemar(6, 0)).toBeCloseTo(2 / 64, 12);
  });

  test('rejects at most as often as it says where both are as good', () => {
    // All outcomes of 20 rows of which each is as likely to be either's, weighted by their probability.
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);
    let rejected = 0;
    for (let k = 0; k <= 20; k++) if (mcnemar(k, 20 - k) < 0.05) rejected += choose(20, k) / 2 ** 20;
    expect(rejected).toBeLessThanOrEqual(0.05);
    expect(rejected).toBeGreaterThan(0.02);
  });
});

describe('the answers of two models to the same rows', () => {
  const isPositive = ([a, b]: readonly [number, number]) => a + b > 0;

  test('of classifiers that others made: probabilities and scores, with how sure they are', async () => {
    const text = `a,b,y\n${rows.map((row) => `${row.join(',')},${isPositive(row) ? 'yes' : 'no'}`).join('\n')}\n`;
    const data = await answeringData(await folder.write('classes.csv', text), { target: 'y' });
    expect(data.rows).toHaveLength(rows.length);
    // Both columns, as probabilities; only the first, as plain scores. The classes are `no`, `yes`.
    const before = await answersOf('both', foreign([0, 2, 0, 2], 'Softmax'), data);
    const after = await answersOf('first', foreign([0, 2, 0, 0], undefined), data);
    expect(before.labels).toEqual(['no', 'yes']);
    expect(before.values).toEqual(before.targets);
    const log = (x: number) => Math.log1p(Math.exp(-x));
    const sure = rows.map((row) => log((isPositive(row) ? 2 : -2) * (row[0] + row[1])));
    expect(before.negativeLogLikelihood).toBeCloseTo(sure.reduce((a, b) => a + b, 0) / rows.length, 5);
    const found = compareAnswers(before, after)!;
    const wrong = rows.filter((row) => row[0] > 0 !== isPositive(row)).length;
    expect(found).toMatchObject({
      rows: 40,
      figure: 'accuracy',
      before: 1,
      mcnemar: { onlyBefore: wrong, onlyAfter: 0 },
    });
    expect(found.agreement).toBeCloseTo(1 - wrong / 40, 12);
    expect(found.loss.difference).toBeCloseTo(wrong / 40, 12);
    expect(found.certainty!.after.negativeLogLikelihood).toBeGreaterThan(found.certainty!.before.negativeLogLikelihood);
  });

  test('of regressions: the rise of the error and its bounds', async () => {
    const text = `a,b,y\n${rows.map(([a, b], row) => `${a},${b},${3 * a + b + (row % 3) / 10}`).join('\n')}\n`;
    const data = await answeringData(await folder.write('numbers.csv', text), { target: 'y', task: 'regression' });
    const [before, after] = await Promise.all(
      [
        [3, 1],
        [3, 0],
      ].map((weight) => answersOf('sum', foreign(weight, undefined), data)),
    );
    const found = compareAnswers(before!, after!)!;
    const rmse = (bias: (row: readonly [number, number]) => number) =>
      Math.sqrt(rows.reduce((sum, row, at) => sum + ((at % 3) / 10 + bias(row)) ** 2, 0) / rows.length);
    expect(found).toMatchObject({ figure: 'rmse', rows: 40 });
    expect(found.before).toBeCloseTo(
      rmse(() => 0),
      5,
    );
    expect(found.after).toBeCloseTo(
      rmse(([, b]) => b),
      5,
    );
    expect(found.loss.atLeast).toBeGreaterThan(0);
    expect(found.mcnemar).toBeUndefined();
  });

  test('stay finite where nothing is wrong, and are not compared on other rows', () => {
    const perfect: ModelAnswers = {
      data: { name: 'd', sha256: '0' },
      kind: 'numbers',
      values: [1, 2],
      targets: [1, 2],
    };
    const off = { ...perfect, values: [1, 3] };
    for (const after of [perfect, off]) {
      const { loss } = compareAnswers(perfect, after)!;
      expect(Object.values(loss).every(Number.isFinite)).toBe(true);
    }
    expect(compareAnswers(perfect, { ...off, data: { name: 'd', sha256: '1' } })).toBeUndefined();
    expect(compareAnswers(perfect, { ...off, targets: [1, 3] })).toBeUndefined();
  });
});

test('rows reach a model of ours by the names of their columns, with its own numbers for categories', () => {
  const trained: InputSpec = {
    kind: 'table',
    columns: [
      { kind: 'categorical', name: 'city', categories: ['Oslo', 'Rome'] },
      { kind: 'numeric', name: 'age', mean: 0, scale: 1, imputed: false },
    ],
  };
  const dataset = {
    name: 'new.csv',
    input: {
      kind: 'table' as const,
      columns: [
        { kind: 'numeric' as const, name: 'age', mean: 0, scale: 1, imputed: false },
        { kind: 'numeric' as const, name: 'extra', mean: 0, scale: 1, imputed: false },
        { kind: 'categorical' as const, name: 'city', categories: ['Rome', 'Lima', 'Oslo'] },
      ],
    },
    rows: Float32Array.of(30, 9, 0, 40, 9, 1, 50, 9, 2, 60, 9, -1),
    targets: new Float32Array(4),
  };
  const all = Uint32Array.of(0, 1, 2, 3);
  expect([...rowsAsTrained(trained, dataset, all)]).toEqual([1, 30, -1, 40, 0, 50, -1, 60]);
  const input = { kind: 'table' as const, columns: dataset.input.columns.slice(1) };
  const without = { ...dataset, input, rows: dataset.rows.filter((_, at) => at % 3 > 0) };
  expect(() => rowsAsTrained(trained, without, all)).toThrow(/new\.csv: has no column 'age'/);
});
