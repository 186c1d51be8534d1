import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fillLogistic, fillNormal, keyOf, randomStream, threefry } from '../../core/index.ts';

describe('Threefry-2x32 with 20 rounds', () => {
  // The known answers that its authors publish with Random123.
  test.each([
    [0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x6b200159, 0x99ba4efe],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xc4923a9c, 0x483df7a0],
  ])('maps counter %i %i under key %i %i to its known answer', (high, low, keyHigh, keyLow, first, second) => {
    const out = new Uint32Array(2);
    threefry({ high: keyHigh, low: keyLow }, high, low, out);
    expect([...out]).toEqual([first, second]);
  });

  test('gives unrelated keys to different names and seeds, also beyond 32 bits', () => {
    const seeds = [0, 1, 2, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1];
    const names = ['', 'a', 'b', 'ab', 'ba', 'noise', 'noise '];
    const keys = seeds.flatMap((seed) => names.map((name) => JSON.stringify(keyOf(seed, name))));
    expect(new Set(keys).size).toBe(seeds.length * names.length);
  });
});

/** With 2^20 draws the standard error of a mean is .001; every tolerance below is at least four of them. */
const draws = 2 ** 20;

describe('noise for training', () => {
  const normal = new Float32Array(draws);
  fillNormal(keyOf(1, 'normal test'), 0, normal);
  const logistic = new Float32Array(draws);
  fillLogistic(keyOf(1, 'logistic test'), 0, logistic);

  test('normal numbers have the moments of N(0, 1)', () => {
    const [mean, variance, skewness, kurtosis] = [1, 2, 3, 4].map((power) => moment(normal, power)) as [
      number,
      number,
      number,
      number,
    ];
    expect(Math.abs(mean)).toBeLessThan(0.004); // standard error .001
    expect(Math.abs(variance - 1)).toBeLessThan(0.006); // .0014
    expect(Math.abs(skewness)).toBeLessThan(0.016); // .0038
    expect(Math.abs(kurtosis - 3)).toBeLessThan(0.04); // .0096
  });

  test.each([
    [0.001, -3.0902],
    [0.025, -1.96],
    [0.25, -0.6745],
    [0.5, 0],
    [0.75, 0.6745],
    [0.975, 1.96],
    [0.999, 3.0902],
  ])('the normal quantile of %f is %f', (probability, quantile) => {
    // The share below a true quantile has a standard error of at most .0005.
    expect(Math.abs(shareBelow(normal, quantile) - probability)).toBeLessThan(4 * shareError(probability));
  });

  test('logistic numbers have mean 0 and variance pi^2 / 3', () => {
    expect(Math.abs(moment(logistic, 1))).toBeLessThan(0.008); // standard error .0018
    expect(Math.abs(moment(logistic, 2) - Math.PI ** 2 / 3)).toBeLessThan(0.03); // .0057
  });

  test.each([0.001, 0.025, 0.25, 0.5, 0.75, 0.975, 0.999])(
    'the logistic quantile of %f is its log-odds',
    (probability) => {
      const quantile = Math.log(probability / (1 - probability));
      expect(Math.abs(shareBelow(logistic, quantile) - probability)).toBeLessThan(4 * shareError(probability));
    },
  );

  test('neighbours are uncorrelated, as are steps and keys', () => {
    const other = new Float32Array(draws);
    fillNormal(keyOf(1, 'normal test'), 1, other);
    const elsewhere = new Float32Array(draws);
    fillNormal(keyOf(1, 'normal test 2'), 0, elsewhere);
    for (const lag of [1, 2, 3, 4]) expect(Math.abs(correlation(normal, normal.subarray(lag)))).toBeLessThan(0.004);
    expect(Math.abs(correlation(normal, other))).toBeLessThan(0.004);
    expect(Math.abs(correlation(normal, elsewhere))).toBeLessThan(0.004);
  });

  test('is the same again for the same key and step, and its start does not depend on how much is drawn', () => {
    for (const fill of [fillNormal, fillLogistic]) {
      for (const size of [0, 1, 2, 3, 5, 8]) {
        const [short, long] = [new Float32Array(size), new Float32Array(64)];
        fill(keyOf(3, 'again'), 9, short);
        fill(keyOf(3, 'again'), 9, long);
        expect(short).toEqual(long.slice(0, size));
      }
    }
  });

  test('never holds NaN or infinity', () => {
    expect(normal.every(Number.isFinite) && logistic.every(Number.isFinite)).toBe(true);
  });
});

describe('a stream', () => {
  const numbersOf = (seed: number, name: string) => {
    const stream = randomStream(seed, name);
    return Array.from({ length: 100 }, () => stream.uint32());
  };

  test('repeats itself for the same seed and name and differs from every other', () => {
    expect(numbersOf(5, 'split')).toEqual(numbersOf(5, 'split'));
    const others = [numbersOf(5, 'shuffle'), numbersOf(6, 'split'), numbersOf(5 + 2 ** 32, 'split')];
    for (const other of others) {
      expect(other.filter((value) => numbersOf(5, 'split').includes(value))).toEqual([]);
    }
  });

  test('is uniform strictly between 0 and 1, and its normal numbers are standard', () => {
    const stream = randomStream(1, 'stream test');
    const [uniform, normal] = [new Float64Array(draws), new Float64Array(draws)];
    for (let index = 0; index < draws; index++) uniform[index] = stream.uniform();
    for (let index = 0; index < draws; index++) normal[index] = stream.normal();
    expect(uniform.every((value) => value > 0 && value < 1)).toBe(true);
    expect(Math.abs(moment(uniform, 1) - 0.5)).toBeLessThan(0.0012); // standard error .0003
    expect(Math.abs(shareBelow(uniform, 0.1) - 0.1)).toBeLessThan(4 * shareError(0.1));
    expect(Math.abs(moment(normal, 1))).toBeLessThan(0.004);
    expect(Math.abs(moment(normal, 2) - 1)).toBeLessThan(0.006);
  });

  test('permutes: every index once, in another order under another seed', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat({ max: 300 }), (seed, size) => {
        const order = randomStream(seed, 'permutation').permutation(size);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, index) => index));
      }),
    );
    expect(randomStream(1, 'p').permutation(50)).not.toEqual(randomStream(2, 'p').permutation(50));
  });

  test('puts every index in every place equally often', () => {
    const [rounds, size] = [20_000, 5];
    const counts = new Uint32Array(size * size);
    const stream = randomStream(1, 'fair');
    for (let round = 0; round < rounds; round++) {
      stream.permutation(size).forEach((value, place) => {
        counts[place * size + value]!++;
      });
    }
    // Five standard errors of a share of 1/5.
    for (const count of counts) expect(Math.abs(count / rounds - 0.2)).toBeLessThan(5 * Math.sqrt(0.16 / rounds));
  });
});

function moment(values: ArrayLike<number>, power: number): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]! ** power;
  return sum / values.length;
}

function shareBelow(values: ArrayLike<number>, limit: number): number {
  let count = 0;
  for (let index = 0; index < values.length; index++) count += Number(values[index]! < limit);
  return count / values.length;
}

/** Standard error of a share, and 2^-16 for the cells that normal noise is drawn from. */
function shareError(probability: number): number {
  return Math.sqrt((probability * (1 - probability)) / draws) + 2 ** -16;
}

/** Of two sequences known to have mean 0 and variance 1. */
function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const length = Math.min(a.length, b.length);
  let sum = 0;
  for (let index = 0; index < length; index++) sum += a[index]! * b[index]!;
  return sum / length;
}
