import { describe, expect, test } from '@jest/globals';
import { scoreSelection } from '../../api/index.ts';
import { type Dataset, loadDataset, simulate, simulationNames } from '../../datasets/index.ts';
import { expectError } from './fixtures.ts';

function row(dataset: Dataset, index: number): number[] {
  const width = dataset.rows.length / dataset.targets.length;
  return Array.from(dataset.rows.subarray(index * width, (index + 1) * width));
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

/** The formulas again, as the papers write them: x(1) is the first feature. */
const formulas: Record<string, (x: (feature: number) => number, dataset: Dataset) => number> = {
  'sim:saha': (x, { truth }) =>
    truth!.reduce((sum, index) => {
      const value = x(index + 1);
      return sum + ((index + 1) / 2) * (Math.exp(Math.abs(value)) - 2 * value + Math.sin(2 * Math.PI * value));
    }, 0),
  'sim:bai': (x) => (7 * x(2)) / (1 + x(1) ** 2) + 5 * Math.sin(x(3) * x(4)) + 2 * x(5),
  'sim:sun-regression': (x) => (7 * x(2)) / (1 + x(1) ** 2) + 5 * Math.sin(x(3) * x(4)) + 2 * x(5),
  'sim:sun-structure': (x) =>
    Math.tanh(2 * Math.tanh(2 * x(1) - x(2))) + 2 * Math.tanh(2 * Math.tanh(x(3) - 2 * x(4)) - Math.tanh(2 * x(5))),
  'sim:friedman': (x) => 10 * Math.sin(Math.PI * x(1) * x(2)) + 20 * (x(3) - 0.5) ** 2 + 10 * x(4) + 5 * x(5),
  'sim:linear': (x) => x(1) - x(2) / 2 + x(3) / 3 - x(4) / 4 + x(5) / 5 - x(6) / 6,
};
const small: Record<string, string> = {
  'sim:saha': 'sim:saha,n=4000,p=30',
  'sim:bai': 'sim:bai,n=3000,p=8,test=1000',
  'sim:sun-regression': 'sim:sun-regression,n=3000,p=8,validation=500,test=500',
  'sim:sun-structure': 'sim:sun-structure,n=3000,p=8,validation=500,test=500',
  'sim:friedman': 'sim:friedman,n=3000,test=1000',
  'sim:linear': 'sim:linear,n=3000,p=8,active=6,test=1000',
};

describe('A simulation', () => {
  test.each(Object.keys(formulas))('of %s is its formula plus noise of variance 1', async (name) => {
    const dataset = await loadDataset(small[name]!, { seed: 3 });
    const residuals = Array.from(dataset.targets, (target, index) => {
      const x = row(dataset, index);
      return target - formulas[name]!((feature) => x[feature - 1]!, dataset);
    });
    expect(residuals.reduce((sum, value) => sum + value, 0) / residuals.length).toBeCloseTo(0, 0);
    expect(Math.abs(variance(residuals) - 1)).toBeLessThan(0.1);
  });

  test('depends on the features of its truth and on no others', () => {
    const dataset = simulate('sim:saha,n=400,p=40,sigma2=0', { seed: 5 });
    expect(dataset.truth!.length).toBeGreaterThan(0);
    expect(dataset.truth!.length).toBeLessThan(20);
    for (const index of [0, 17, 399]) {
      const x = row(dataset, index);
      const expected = formulas['sim:saha']!((feature) => x[feature - 1]!, dataset);
      expect(dataset.targets[index]! / expected).toBeCloseTo(1, 4);
    }
  });

  test('of classes is balanced in every part and follows the rule', () => {
    const dataset = simulate('sim:sun-classification,n=1000,p=6,validation=100,test=200', { seed: 1 });
    for (const [part, size] of [
      ['train', 1000],
      ['validation', 100],
      ['test', 200],
    ] as const) {
      const rows = dataset.split[part];
      expect(rows).toHaveLength(size);
      expect(rows.reduce((sum, index) => sum + dataset.targets[index]!, 0)).toBe(size / 2);
    }
    for (let index = 0; index < 1300; index++) {
      const [x1, x2, x3, x4] = row(dataset, index) as [number, number, number, number];
      const isOne = Math.exp(x1) + x2 ** 2 + 5 * Math.sin(x3 * x4) > 3;
      expect(dataset.targets[index]).toBe(isOne ? 1 : 0);
    }
    expect(dataset.truth).toEqual([0, 1, 2, 3]);
  });

  test('of noise has classes that no feature tells apart', () => {
    const dataset = simulate('sim:noise,n=8000,p=5,test=2000', { seed: 2 });
    expect(dataset.truth).toEqual([]);
    for (let column = 0; column < 5; column++) {
      const sums = [0, 0];
      dataset.targets.forEach((label, index) => {
        sums[label]! += row(dataset, index)[column]!;
      });
      // The means of 5,000 rows each differ by .02 standard deviations at random.
      expect(Math.abs(sums[0]! - sums[1]!) / 5000).toBeLessThan(0.08);
    }
  });

  test('of Sun et al. has standard normal features with correlation 1/2', () => {
    const dataset = simulate('sim:sun-structure,n=20000,p=5');
    const columns = [1, 4].map((column) => Array.from(dataset.targets, (_, index) => row(dataset, index)[column]!));
    const [a, b] = columns as [number[], number[]];
    expect(Math.abs(variance(a) - 1)).toBeLessThan(0.05);
    const covariance = (variance(a.map((value, index) => value + b[index]!)) - variance(a) - variance(b)) / 2;
    expect(Math.abs(covariance - 0.5)).toBeLessThan(0.05);
  });

  test('has the published sizes', () => {
    const sizesOf = (source: string) => {
      const { split, rows, targets } = simulate(source);
      return [rows.length / targets.length, split.train.length, split.validation.length, split.test.length];
    };
    expect(sizesOf('sim:saha')).toEqual([100, 1440, 160, 400]);
    expect(sizesOf('sim:bai')).toEqual([200, 2700, 300, 10_000]);
    expect(sizesOf('sim:sun-regression,p=5')).toEqual([5, 10_000, 1000, 1000]);
    expect(sizesOf('sim:sun-classification,p=5')).toEqual([5, 10_000, 1000, 1000]);
    expect(sizesOf('sim:sun-structure,p=5')).toEqual([5, 10_000, 1000, 1000]);
    expect(sizesOf('sim:friedman')).toEqual([10, 900, 100, 1000]);
    expect(sizesOf('sim:linear')).toEqual([50, 450, 50, 1000]);
    expect(sizesOf('sim:noise')).toEqual([50, 900, 100, 1000]);
  });

  test('is the same for the same seed, and another for another', () => {
    for (const name of simulationNames()) {
      const source = `${name},n=50,p=9`;
      const [first, again, other] = [1, 1, 2].map((seed) => simulate(source, { seed })) as [Dataset, Dataset, Dataset];
      expect(again).toEqual(first);
      expect(other.rows).not.toEqual(first.rows);
      expect(other.provenance.sha256).not.toBe(first.provenance.sha256);
      expect(simulate(`${name},n=51,p=9`, { seed: 1 }).provenance.sha256).not.toBe(first.provenance.sha256);
    }
  });

  test('is refused with a design, a parameter or a value that makes no sense', async () => {
    const refused: [string, RegExp][] = [
      ['sim:nothing', /Choose from sim:saha, sim:bai/],
      ['sim:toString', /there is no simulation/],
      ['sim:', /there is no simulation/],
      ['sim:saha,q=1', /sets no parameter of saha.*n=2000, p=100/],
      ['sim:saha,n', /sets no parameter/],
      ['sim:saha,n=1e1000', /not a whole number/],
      ['sim:saha,n=20.5', /n=20.5 is not a whole number/],
      ['sim:saha,pi=2', /pi=2 is not a number from 0 to 1/],
      ['sim:bai,p=4', /p=4 is not a whole number from 5/],
      ['sim:bai,n=20,n=30', /given twice/],
      ['sim:linear,active=51', /active=51 of 50 features .* at most 50, or a larger p/],
      ['sim:linear,active=9,p=8', /active=9 of 8 features/],
      ['sim:bai,n=100000000,p=1000000', /more than fit/],
    ];
    for (const [source, message] of refused) await expectError(loadDataset(source), 'ARGUMENT_INVALID', message);
    await expectError(loadDataset('sim:bai', { testFraction: 0.5 }), 'ARGUMENT_INVALID', /testFraction/);
    await expectError(
      loadDataset('sim:sun-structure,p=5,n=20', { validationFraction: 0.5 }),
      'ARGUMENT_INVALID',
      /its own 1000 validation rows/,
    );
  });

  test('tells how many of the kept inputs matter', () => {
    const dataset = simulate('sim:bai,n=50,p=20,test=10');
    expect(scoreSelection([0, 2, 4, 7, 19], dataset)).toEqual({
      truePositives: 3,
      falsePositives: 2,
      active: 5,
      inactive: 15,
    });
    const { truth: _, ...unknown } = dataset;
    expect(scoreSelection([0], unknown)).toBeUndefined();
  });
});
