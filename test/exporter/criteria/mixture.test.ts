import { describe, expect, test } from '@jest/globals';
import { probabilityOf } from '../../../core/index.ts';
import { gaussHermite } from '../../../exporter/criteria/gauss-hermite.ts';
import { meanFieldLogOdds, responsibilityLogOdds } from '../../../exporter/criteria/mixture.ts';
import { scoresOf } from '../../../exporter/index.ts';
import { integral, normalDensity } from './densities.ts';
import { mixturePosterior } from './mixture-posterior.ts';

/** The published example: mu = .4, s = .2 under .1 N(0, 1) + .9 N(0, .05^2). */
const prior = { slabScale: 1, spikeScale: 0.05, weightLogit: Math.log(0.1 / 0.9) };

describe('inclusion of a weight under a mixture prior', () => {
  test('the mean-field answer and the responsibility differ as docs/criteria.md says: 1.000 against .887', () => {
    expect(probabilityOf(meanFieldLogOdds(0.4, 0.2, prior))).toBeCloseTo(1, 6);
    expect(probabilityOf(responsibilityLogOdds(0.4, 0.2, prior))).toBeCloseTo(0.887, 3);
  });

  test.each([
    [0.4, 0.2, 0.05],
    [0, 0.05, 0.05],
    [0.01, 1, 0.05],
    [0, 0.9, 0.01],
    [0.3, 0.004, 0.05],
    [-0.06, 0.03, 0.02],
  ])('the responsibility equals its integral: mean %p, deviation %p, spike %p', (mean, deviation, spikeScale) => {
    const lambda = 0.1;
    const spikePart = integral(mean, deviation, (w) => {
      const spike = (1 - lambda) * normalDensity(w, 0, spikeScale);
      return (normalDensity(w, mean, deviation) * spike) / (spike + lambda * normalDensity(w, 0, 1));
    });
    const found = responsibilityLogOdds(mean, deviation, { ...prior, spikeScale });
    expect(probabilityOf(found)).toBeCloseTo(1 - spikePart, 5);
  });

  test('the quadrature is exact for polynomials', () => {
    const { points, weights } = gaussHermite(40);
    const moment = (power: number) => points.reduce((sum, x, at) => sum + weights[at]! * x ** power, 0);
    expect(moment(0)).toBeCloseTo(1, 12);
    expect(moment(2)).toBeCloseTo(1, 12);
    expect(moment(3)).toBeCloseTo(0, 12);
    expect(moment(8)).toBeCloseTo(105, 9);
    expect(new Set(points).size).toBe(40);
  });
});

test('independent indicators: a group is there unless every weight is absent', () => {
  const posterior = mixturePosterior([3, 2, 2]);
  const { levels, weights } = scoresOf(posterior, 'mixture-b');
  const absent = [0, 3].reduce((product, at) => product * (1 - probabilityOf(weights![0]![at]!)), 1);
  expect(probabilityOf(levels[0]![0]!)).toBeCloseTo(1 - absent, 5);
});
