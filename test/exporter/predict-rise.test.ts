import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { probabilityOf, tensorNames } from '../../core/index.ts';
import { rankCorrelation } from '../../exporter/cut/rank-correlation.ts';
import { cutSequence, planPruning, posteriorMean, predictRise } from '../../exporter/index.ts';
import { examplePosterior } from '../support/posterior-example.ts';

describe('predictRise', () => {
  test('is nothing for nothing cut, and only rises along the nested cuts', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const posterior = examplePosterior([6, 5, 4, 2], seed);
        const { steps, planAt } = cutSequence(posterior);
        const rises = Array.from({ length: steps + 1 }, (_, step) => predictRise(posterior, planAt(step)));
        expect(rises[0]).toEqual({ spike: 0, secondOrder: 0 });
        rises.slice(1).forEach((rise, step) => {
          expect(rise.spike!).toBeGreaterThan(rises[step]!.spike!);
          expect(rise.secondOrder!).toBeGreaterThanOrEqual(rises[step]!.secondOrder!);
        });
      }),
      { numRuns: 30 },
    );
  });

  test('the spike’s part is minus the log probability that all that is cut is not needed', () => {
    const posterior = examplePosterior([5, 4, 2], 7);
    const plan = planPruning(posterior, { name: 'top', count: 4 });
    const inputs = posterior.tensors[tensorNames.inputInclusion]!.data;
    const units = posterior.tensors[tensorNames.inclusion(0)]!.data;
    const doubt = (logOdds: Float32Array, kept: readonly number[]) =>
      logOdds.reduce((product, value, at) => (kept.includes(at) ? product : product * (1 - probabilityOf(value))), 1);
    const all = doubt(inputs, plan.keptInputs) * doubt(units, plan.keptUnits[0]!);
    expect(predictRise(posterior, plan).spike).toBeCloseTo(-Math.log(all), 10);
  });

  test('the second-order part counts the rows of units and the columns of inputs that go, each weight once', () => {
    const posterior = examplePosterior([3, 2, 2], 3);
    const cut = { keptInputs: [0, 2], keptUnits: [[1], [0, 1]] };
    const weights = posteriorMean(posterior).layers[0] as { weight: { data: Float32Array } };
    const logStdDev = posterior.tensors[tensorNames.slabLogStdDev(0)]!.data;
    const gone = [0, 1, 2, 4];
    const expected = gone.reduce((sum, at) => {
      const curvature = Math.max(0, 1 / Math.exp(logStdDev[at]!) ** 2 - 1 / 0.1 ** 2);
      return sum + 0.5 * curvature * weights.weight.data[at]! ** 2;
    }, 0);
    expect(predictRise(posterior, cut).secondOrder).toBeCloseTo(expected, 8);
  });

  test('says nothing of what the posterior does not know', () => {
    const { tensors, ...rest } = examplePosterior([3, 2, 2]);
    const means = Object.fromEntries(Object.entries(tensors).filter(([name]) => name.endsWith('Mean')));
    expect(predictRise({ ...rest, tensors: means }, { keptInputs: [0], keptUnits: [[0], [0, 1]] })).toEqual({});
  });
});

describe('rankCorrelation', () => {
  test('is 1 for any rising relation, -1 for a falling one, and undefined without variation', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 3 }), (values) => {
        expect(
          rankCorrelation(
            values,
            values.map((value) => value ** 3),
          ),
        ).toBeCloseTo(1, 12);
        expect(
          rankCorrelation(
            values,
            values.map((value) => -Math.exp(value / 50)),
          ),
        ).toBeCloseTo(-1, 12);
      }),
    );
    expect(rankCorrelation([1, 2, 3], [5, 5, 5])).toBeUndefined();
    expect(rankCorrelation([1, 2], [1, 2])).toBeUndefined();
    // Ties at their mean rank: ranks 0.5, 0.5, 2 against 0, 1, 2.
    expect(rankCorrelation([1, 1, 2], [1, 2, 3])).toBeCloseTo(Math.sqrt(0.75), 12);
  });
});
