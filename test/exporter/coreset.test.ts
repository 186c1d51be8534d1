import { describe, expect, test } from '@jest/globals';
import { weightsPosterior } from '../../api/shrink/body/weights-posterior.ts';
import { denseNetwork, randomStream, tensor, tensorNames } from '../../core/index.ts';
import { lewisWeights, type Matrix } from '../../exporter/criteria/lewis-weights.ts';
import { scoresOf } from '../../exporter/index.ts';
import { randomNetwork } from '../../trainer/index.ts';

function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  const random = randomStream(seed, 'matrix');
  return { rows, columns, values: Float64Array.from({ length: rows * columns }, () => random.normal()) };
}

function product({ rows, columns, values }: Matrix, x: readonly number[]): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) =>
    x.reduce((sum, value, column) => sum + value * values[row * columns + column]!, 0),
  );
}

describe('Lewis weights', () => {
  test.each([
    [30, 4],
    [50, 12],
    [9, 9],
  ])('of %d rows and %d columns lie between 0 and 1 and sum up to the rank', (rows, columns) => {
    const { weights, rank } = lewisWeights(randomMatrix(rows, columns, 1));
    expect(rank).toBe(Math.min(rows, columns));
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(rank, 5);
    for (const weight of weights) {
      expect(weight).toBeGreaterThan(0);
      expect(weight).toBeLessThanOrEqual(1 + 1e-9);
    }
  });

  test('see that columns repeat one another', () => {
    const { rows, values } = randomMatrix(20, 3, 2);
    const doubled = Float64Array.from(
      { length: rows * 6 },
      (_, at) => values[Math.floor(at / 6) * 3 + (at % 3)]! * (at % 6 < 3 ? 1 : -2),
    );
    const { weights, rank } = lewisWeights({ rows, columns: 6, values: doubled });
    expect(rank).toBe(3);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(3, 5);
  });

  test('bound what a row can make up of the sum of absolute values, whatever the direction', () => {
    const matrix = randomMatrix(40, 5, 3);
    const { weights } = lewisWeights(matrix);
    const random = randomStream(4, 'directions');
    for (let trial = 0; trial < 500; trial++) {
      const parts = product(
        matrix,
        Array.from({ length: 5 }, () => random.normal()),
      ).map(Math.abs);
      const total = parts.reduce((sum, part) => sum + part, 0);
      parts.forEach((part, row) => {
        expect(part / total).toBeLessThanOrEqual(weights[row]! + 1e-9);
      });
    }
  });

  test('sampled by, with inverse weights, give sums that are right on average and nearer than uniform ones', () => {
    // A few rows matter much more than the others: uniform sampling misses them.
    const { rows, columns, values } = randomMatrix(60, 4, 5);
    const matrix = {
      rows,
      columns,
      values: values.map((value, at) => (Math.floor(at / columns) < 4 ? 30 * value : value)),
    };
    const { weights } = lewisWeights(matrix);
    const parts = product(matrix, [0.5, -1, 0.3, 0.8]).map((part) => Math.max(0, part));
    const exact = parts.reduce((sum, part) => sum + part, 0);
    const random = randomStream(6, 'samples');
    const estimates = (shares: Float64Array, size: number) => {
      const total = shares.reduce((sum, share) => sum + share, 0);
      return Array.from({ length: 2000 }, () => {
        let sum = 0;
        for (let drawn = 0; drawn < size; drawn++) {
          let left = random.uniform() * total;
          let row = 0;
          while (row < rows - 1 && left > shares[row]!) left -= shares[row++]!;
          sum += (parts[row]! * total) / (size * shares[row]!);
        }
        return sum;
      });
    };
    const mean = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    const error = (numbers: readonly number[]) => Math.sqrt(mean(numbers.map((number) => (number - exact) ** 2)));
    const byWeights = estimates(weights, 12);
    expect(Math.abs(mean(byWeights) / exact - 1)).toBeLessThan(0.05);
    expect(error(byWeights)).toBeLessThan(error(estimates(new Float64Array(rows).fill(1), 12)));
  });
});

describe('The criterion coreset', () => {
  const input = {
    kind: 'table' as const,
    columns: Array.from({ length: 5 }, (_, index) => ({
      kind: 'numeric' as const,
      name: `x${index}`,
      mean: 0,
      scale: 1,
      imputed: false,
    })),
  };
  const task = { kind: 'classification' as const, labels: ['a', 'b', 'c'] };
  const posterior = weightsPosterior(randomNetwork(input, task, [0, 1, 2, 3, 4], denseNetwork([5, 30, 8, 3]), 1));

  test('does not change when a unit is scaled up and its readers scaled down', () => {
    const before = scoresOf(posterior, 'coreset').levels[1]!;
    const scaled = (name: string, factor: (at: number) => number) => {
      const { shape, data } = posterior.tensors[name]!;
      return { [name]: { shape, data: data.map((value, at) => value * factor(at)) } };
    };
    const tensors = {
      ...posterior.tensors,
      ...scaled(tensorNames.slabMean(0), (at) => (Math.floor(at / 5) === 7 ? 16 : 1)),
      ...scaled(tensorNames.biasMean(0), (at) => (at === 7 ? 16 : 1)),
      ...scaled(tensorNames.slabMean(1), (at) => (at % 30 === 7 ? 1 / 16 : 1)),
    };
    const after = scoresOf({ ...posterior, tensors }, 'coreset').levels[1]!;
    before.forEach((score, unit) => {
      expect(after[unit]!).toBeCloseTo(score, 4);
    });
  });

  test('gives nothing to a unit that nobody reads, also where all Lewis weights are 1', () => {
    for (const [level, layer, width] of [
      [1, 1, 30],
      [2, 2, 8],
    ] as const) {
      const name = tensorNames.slabMean(layer);
      const { shape, data } = posterior.tensors[name]!;
      const unread = tensor(
        shape,
        data.map((value, at) => (at % width === 3 ? 0 : value)),
      );
      const scores = scoresOf({ ...posterior, tensors: { ...posterior.tensors, [name]: unread } }, 'coreset').levels[
        level
      ]!;
      expect(scores[3]).toBeCloseTo(0, 9);
      expect(Math.min(...scores.filter((_, unit) => unit !== 3))).toBeGreaterThan(0);
    }
  });
});
