import { describe, expect, test } from '@jest/globals';
import { randomStream, type Task } from '../../core/index.ts';
import { calibration } from '../../trainer/index.ts';

const labels: Task = { kind: 'classification', labels: ['a', 'b', 'c'] };
const value: Task = { kind: 'regression', target: 'y', mean: 0, scale: 1 };
const count: Task = { kind: 'regression', target: 'n', mean: 0, scale: 1, likelihood: 'poisson' };

describe('calibration of probabilities', () => {
  /** Labels drawn from the probabilities that the logits say. */
  const drawn = () => {
    const random = randomStream(1, 'labels');
    const logits = Float32Array.from({ length: 3 * 6000 }, () => 1.5 * random.normal());
    const targets = Float32Array.from({ length: 6000 }, (_, row) => {
      const weights = [0, 1, 2].map((label) => Math.exp(logits[3 * row + label]!));
      const at = random.uniform() * (weights[0]! + weights[1]! + weights[2]!);
      return at < weights[0]! ? 0 : at < weights[0]! + weights[1]! ? 1 : 2;
    });
    return { logits, targets };
  };
  const of = (logits: Float32Array, targets: Float32Array) => {
    const found = calibration(labels, logits, targets);
    if (found?.kind !== 'classification') throw new Error('labels were given');
    return found;
  };

  test('is good where labels are drawn from them, and worse of a model that is too sure or too modest', () => {
    const { logits, targets } = drawn();
    const honest = of(logits, targets);
    expect(honest.expectedCalibrationError).toBeLessThan(0.03);
    for (const scale of [3, 0.3]) {
      const found = of(
        logits.map((logit) => scale * logit),
        targets,
      );
      expect(found.expectedCalibrationError).toBeGreaterThan(0.1);
      expect(found.negativeLogLikelihood).toBeGreaterThan(honest.negativeLogLikelihood);
      expect(found.brier).toBeGreaterThan(honest.brier);
    }
  });

  test('is what can be counted by hand', () => {
    const [sure, even] = [Math.log(3), 0];
    const logits = Float32Array.of(sure, even, even, sure, even, even);
    const found = of(logits, Float32Array.of(0, 1));
    // Both answers have confidence 3/5, and one of two is right.
    expect(found.expectedCalibrationError).toBeCloseTo(0.1, 6);
    expect(found.negativeLogLikelihood).toBeCloseTo(-(Math.log(0.6) + Math.log(0.2)) / 2, 6);
    expect(found.brier).toBeCloseTo((0.16 + 0.04 + 0.04 + (0.36 + 0.64 + 0.04)) / 2, 6);
  });
});

describe('intervals', () => {
  const shares = (task: Task, predictions: Float32Array, targets: Float32Array) => {
    const found = calibration(task, predictions, targets);
    if (found?.kind !== 'regression') throw new Error('numbers were given');
    return Object.fromEntries(found.coverage.map(({ level, share }) => [level, share]));
  };

  test('of a known Gaussian hold as many as they say, of one taken for twice as certain fewer', () => {
    const random = randomStream(2, 'gaussian');
    const targets = Float32Array.from({ length: 8000 }, () => 5 + 2 * random.normal());
    const said = (stdDev: number) => Float32Array.from({ length: 16000 }, (_, at) => (at % 2 === 0 ? 5 : stdDev));
    const nominal = shares(value, said(2), targets);
    for (const level of [0.5, 0.9, 0.95]) expect(Math.abs(nominal[level]! - level)).toBeLessThan(0.015);
    const narrow = shares(value, said(1), targets);
    for (const level of [0.5, 0.9, 0.95]) expect(narrow[level]!).toBeLessThan(level - 0.1);
  });

  test('of counts hold at least as many as they say, hardly more where rates are large', () => {
    const random = randomStream(3, 'counts');
    for (const [rate, most] of [
      [2, 0.25],
      [400, 0.04],
    ] as const) {
      const rates = new Float32Array(4000).fill(rate);
      const found = shares(
        count,
        rates,
        Float32Array.from(rates, () => poissonDraw(random.uniform(), rate)),
      );
      for (const level of [0.5, 0.9, 0.95]) {
        expect(found[level]!).toBeGreaterThan(level - 0.02);
        expect(found[level]!).toBeLessThan(level + most);
      }
    }
  });

  test('are not spoken of where no noise is known, and rows are needed', () => {
    expect(calibration(value, Float32Array.of(1, 2), Float32Array.of(1, 2))).toBeUndefined();
    expect(() => calibration(value, new Float32Array(), new Float32Array())).toThrow(
      expect.objectContaining({ code: 'ARGUMENT_INVALID' }),
    );
  });
});

/** By the inverse of the distribution function. */
function poissonDraw(uniform: number, rate: number): number {
  let [k, logMass] = [0, -rate];
  for (let sum = Math.exp(logMass); sum < uniform && k < 10 * rate + 50; sum += Math.exp(logMass)) {
    k++;
    logMass += Math.log(rate / k);
  }
  return k;
}
