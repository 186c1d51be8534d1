import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { tensorNames } from '../../../core/index.ts';
import { reductionLoss, savageDickey, savageDickeyLogFactor } from '../../../exporter/criteria/evidence.ts';
import { integral, normalDensity } from './densities.ts';
import { mixturePosterior } from './mixture-posterior.ts';

describe('evidence against a weight', () => {
  test('at even odds Savage-Dickey drops a weight exactly where mu^2 / s^2 <= log(sp^2 / s^2)', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: 0.01, max: 2, noNaN: true }),
        fc.double({ min: 0.05, max: 3, noNaN: true }),
        (mean, deviation, slab) => {
          const isDropped = mean ** 2 / deviation ** 2 <= Math.log(slab ** 2 / deviation ** 2);
          const factor = savageDickeyLogFactor(mean, deviation, slab);
          expect(factor).toBeCloseTo(Math.log(normalDensity(0, 0, slab)) - logNormalDensity(0, mean, deviation), 6);
          if (Math.abs(factor) > 1e-9) expect(factor <= 0).toBe(isDropped);
        },
      ),
      { seed: 1 },
    );
  });

  test('the loss of a reduction is log of the evidence ratio, by integration, and Savage-Dickey for a vanishing prior', () => {
    const [mean, deviation, slab, reduced] = [0.3, 0.2, 0.9, 0.25];
    const ratio = integral(mean, deviation, (w) => {
      return (normalDensity(w, mean, deviation) * normalDensity(w, 0, reduced)) / normalDensity(w, 0, slab);
    });
    expect(reductionLoss(mean, deviation, slab, reduced)).toBeCloseTo(-Math.log(ratio), 6);
    expect(reductionLoss(mean, deviation, slab, 1e-6)).toBeCloseTo(savageDickeyLogFactor(mean, deviation, slab), 6);
  });

  test('a group has the prior log-odds and the sum over its weights and bias', () => {
    const posterior = mixturePosterior([3, 2, 2]);
    const levels = savageDickey.score(posterior).levels;
    const of = (name: string) => posterior.tensors[name]!.data;
    const factor = (mean: string, spread: string, at: number) =>
      savageDickeyLogFactor(of(mean)[at]!, Math.exp(of(spread)[at]!), 1.5);
    const weights = [3, 4, 5].map((at) => factor(tensorNames.slabMean(0), tensorNames.slabLogStdDev(0), at));
    const bias = factor(tensorNames.biasMean(0), tensorNames.biasLogStdDev(0), 1);
    expect(levels[1]![1]).toBeCloseTo(-1 + weights.reduce((a, b) => a + b) + bias, 4);
    const outgoing = [2, 5].map((at) => factor(tensorNames.slabMean(0), tensorNames.slabLogStdDev(0), at));
    expect(levels[0]![2]).toBeCloseTo(outgoing[0]! + outgoing[1]!, 4);
    expect(levels[2]).toBeUndefined();
  });
});

function logNormalDensity(x: number, mean: number, deviation: number): number {
  return -(((x - mean) / deviation) ** 2) / 2 - Math.log(deviation) - Math.log(2 * Math.PI) / 2;
}
