import { describe, expect, test } from '@jest/globals';
import { accuracyLoss, lowerBound, rmseRise, upperBound } from '../../../api/shrink/compare/paired-difference.ts';
import { randomStream } from '../../../core/index.ts';

describe('The bound of a share', () => {
  test('is 1 - error^(1 / n) where nothing was counted', () => {
    for (const rows of [1, 10, 1000]) expect(upperBound(0, rows, 0.05)).toBeCloseTo(1 - 0.05 ** (1 / rows), 9);
  });

  test('agrees with published values of Clopper and Pearson', () => {
    // Ten of a hundred at 95 %, two-sided: 4.90 % to 17.62 %.
    expect(lowerBound(10, 100, 0.025)).toBeCloseTo(0.049, 4);
    expect(upperBound(10, 100, 0.025)).toBeCloseTo(0.1762, 4);
  });

  test('holds everything where everything was counted, and nothing is certain of no rows', () => {
    expect(upperBound(5, 5, 0.05)).toBe(1);
    expect(lowerBound(0, 5, 0.05)).toBe(0);
  });

  test('is found for tens of thousands of rows, where probabilities underflow', () => {
    expect(upperBound(1000, 50_000, 0.025)).toBeCloseTo(0.02 + 1.96 * Math.sqrt((0.02 * 0.98) / 50_000), 3);
  });
});

describe('The loss of accuracy', () => {
  test.each([
    [40, 0.02, 0.01],
    [200, 0.05, 0.05],
    [200, 0.1, 0.02],
  ])('is under its bound at least as often as was said, with %d rows', (rows, lost, won) => {
    const random = randomStream(3, 'coverage');
    const runs = 400;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const draws = Array.from({ length: rows }, () => random.uniform());
      const first = draws.map((draw) => draw < lost || draw > lost + won);
      const second = draws.map((draw) => draw >= lost);
      if (accuracyLoss(first, second).atMost >= lost - won) covered++;
    }
    expect(covered / runs).toBeGreaterThanOrEqual(0.95 - 3 * Math.sqrt((0.95 * 0.05) / runs));
  });

  test('is 0 where both are right on the same rows, with a bound that falls as rows are added', () => {
    const bounds = [50, 500, 5000].map((rows) => {
      const right = Array.from({ length: rows }, (_, row) => row % 10 !== 0);
      const { difference, atMost } = accuracyLoss(right, right);
      expect(difference).toBe(0);
      return atMost;
    });
    expect(bounds[0]!).toBeGreaterThan(5 * bounds[1]!);
    expect(bounds[1]!).toBeGreaterThan(5 * bounds[2]!);
  });
});

test('The rise of an error is bounded by resampling the same rows of both', () => {
  const random = randomStream(4, 'errors');
  const first = Float64Array.from({ length: 400 }, () => random.normal());
  const second = first.map((error) => 1.1 * error);
  const { difference, atMost, atLeast } = rmseRise(first, second, 1);
  expect(difference).toBeCloseTo(0.1, 9);
  // Every row has the same ratio: no resampling gives another.
  expect(atMost).toBeCloseTo(0.1, 9);
  expect(atLeast).toBeCloseTo(0.1, 9);
  const noisy = first.map((error) => error + random.normal());
  const wide = rmseRise(first, noisy, 1);
  expect(wide.atLeast).toBeLessThan(wide.difference);
  expect(wide.atMost).toBeGreaterThan(wide.difference);
});
