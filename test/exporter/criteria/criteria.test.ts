import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Posterior,
  parseNetwork,
  randomStream,
  tensor,
  tensorNames,
  weightedLayers,
} from '../../../core/index.ts';
import { compact, criteria, nestedCuts, planPruning, scoresOf } from '../../../exporter/index.ts';
import { examplePosterior } from '../../support/posterior-example.ts';
import { mixturePosterior } from './mixture-posterior.ts';

describe('every criterion', () => {
  const names = criteria.map(({ name }) => name);

  test.each(names)('%s gives nested cuts that compact', (name) => {
    const posterior = mixturePosterior([9, 7, 5, 2]);
    const plans = nestedCuts(posterior, 6, { criterion: name });
    expect(plans.length).toBeGreaterThan(2);
    expect(plans[0]!.after).toEqual(plans[0]!.before);
    expect(plans.at(-1)!.after.network).toBe('1-1-1-2');
    plans.slice(1).forEach((plan, index) => {
      expect(plan.criterion).toBe(name);
      expect(plans[index]!.keptInputs).toEqual(expect.arrayContaining([...plan.keptInputs]));
      plan.keptUnits.forEach((kept, level) => {
        expect(plans[index]!.keptUnits[level]).toEqual(expect.arrayContaining([...kept]));
      });
      expect(compact(posterior, plan).keptInputs).toEqual(plan.keptInputs);
    });
  });

  test.each(names)('%s follows units that change places', (name) => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const posterior = mixturePosterior([4, 5, 3, 2], seed);
        const order = [...randomStream(seed, 'order').permutation(5)];
        const before = scoresOf(posterior, name).levels[1]!;
        const after = scoresOf(permuted(posterior, order), name).levels[1]!;
        order.forEach((from, to) => {
          expect(after[to]).toBeCloseTo(before[from]!, 3);
        });
      }),
      { seed: 1, numRuns: 20 },
    );
  });

  test.each(['magnitude', 'snr'])('%s has no probabilities: only a budget can cut by it', (criterion) => {
    const posterior = mixturePosterior();
    for (const rule of [
      { name: 'median' },
      { name: 'threshold', probability: 0.9 },
      { name: 'fdr', rate: 0.1 },
    ] as const) {
      expect(() => planPruning(posterior, rule, { criterion })).toThrow(
        expect.objectContaining({
          code: 'ARGUMENT_INVALID',
          message: expect.stringMatching(/only have an order.*budget/),
        }),
      );
    }
    expect(planPruning(posterior, { name: 'budget', parameters: 30 }, { criterion }).why).toContain(`by ${criterion}`);
  });
});

test('signal-to-noise does not change with the scale of a unit, magnitude does', () => {
  const posterior = mixturePosterior();
  const scaled = { ...posterior, tensors: { ...posterior.tensors } };
  const fanIn = posterior.network.inputs;
  const change = (name: string, size: number, by: (value: number) => number) => {
    const { shape, data } = posterior.tensors[name]!;
    scaled.tensors[name] = { shape, data: data.map((value, at) => (Math.floor(at / size) === 1 ? by(value) : value)) };
  };
  change(tensorNames.slabMean(0), fanIn, (value) => 8 * value);
  change(tensorNames.biasMean(0), 1, (value) => 8 * value);
  change(tensorNames.slabLogStdDev(0), fanIn, (value) => value + Math.log(8));
  change(tensorNames.biasLogStdDev(0), 1, (value) => value + Math.log(8));
  const units = (from: Posterior, criterion: string) => scoresOf(from, criterion).levels[1]!;
  const ratioToOther = (from: Posterior, criterion: string) => units(from, criterion)[1]! / units(from, criterion)[0]!;
  expect(ratioToOther(scaled, 'snr')).toBeCloseTo(ratioToOther(posterior, 'snr'), 4);
  expect(ratioToOther(scaled, 'magnitude')).toBeCloseTo(8 * ratioToOther(posterior, 'magnitude'), 3);
});

test('where biases are points the ratio of signal to noise is that of weights', () => {
  const posterior = examplePosterior();
  const entries = Object.entries(posterior.tensors).filter(([name]) => !/biasLogStdDev$/.test(name));
  const points: Posterior = { ...posterior, family: 'sparse-vd', tensors: Object.fromEntries(entries) };
  const { slabMean, slabLogStdDev } = tensorNames;
  const [means, logs] = [slabMean(0), slabLogStdDev(0)].map((name) => points.tensors[name]!.data) as [
    Float32Array,
    Float32Array,
  ];
  const { fanIn } = weightedLayers(points.network)[0]!;
  const squares = Array.from({ length: fanIn }, (_, at) => (means[at]! / Math.exp(logs[at]!)) ** 2);
  const expected = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / fanIn);
  expect(scoresOf(points, 'snr').levels[1]![0]).toBeCloseTo(expected, 4);
  expect(() => scoresOf(points, 'bmr')).toThrow(/'bmr' needs standard deviations of biases.*Choose snr/);
});

test('what a criterion lacks is said, and so is a name that is none', () => {
  const posterior = examplePosterior();
  const { tensors, ...rest } = posterior;
  const points = Object.fromEntries(Object.entries(tensors).filter(([name]) => /Mean$/.test(name)));
  const deterministic: Posterior = { ...rest, family: 'deterministic', tensors: points };
  expect(() => scoresOf(posterior, 'mixture-d')).toThrow(/'mixture-d' needs a prior of two Gaussians/);
  expect(() => scoresOf(deterministic, 'snr')).toThrow(/'snr' needs standard deviations/);
  expect(() => scoresOf(deterministic, 'inclusion')).toThrow(/nothing to cut.*train with the family 'node'/);
  const uncuttable: Posterior = { ...rest, network: parseNetwork('2x2x1-flat-2'), tensors: points };
  expect(() => scoresOf(uncuttable, 'inclusion')).toThrow(/nothing to cut.*no input or unit may be removed/);
  expect(() => scoresOf(deterministic, 'size')).toThrow(/no criterion 'size'.*magnitude/);
  expect(scoresOf(deterministic, 'magnitude').levels[1]).toHaveLength(4);
});

/** The same network with the units of its first layer in another order. */
function permuted(posterior: Posterior, order: readonly number[]): Posterior {
  const fanIns = weightedLayers(posterior.network).map(({ fanIn }) => fanIn);
  const tensors = Object.entries(posterior.tensors).map(([name, { shape, data }]) => {
    const ofFirst = name.startsWith('layers.0.');
    const isNext = /^layers\.1\.slab/.test(name);
    if (!ofFirst && !isNext) return [name, { shape, data }];
    const width = ofFirst ? data.length / order.length : fanIns[1]!;
    const moved = data.map((_, at) =>
      ofFirst
        ? data[order[Math.floor(at / width)]! * width + (at % width)]!
        : data[Math.floor(at / width) * width + order[at % width]!]!,
    );
    return [name, { shape, data: moved }];
  });
  return { ...posterior, tensors: Object.fromEntries(tensors) };
}

describe('members that several layers read, side by side with others', () => {
  /** Two units on two features, and a last layer that reads both. */
  const network = parseNetwork('2-2-catin-1');
  const { prior: constant, ...rest } = examplePosterior([2, 2, 1]);
  const posterior: Posterior = {
    ...rest,
    network,
    prior: constant,
    tensors: {
      [tensorNames.slabMean(0)]: tensor([2, 2], [1, 2, 3, 4]),
      [tensorNames.biasMean(0)]: tensor([2], [5, 6]),
      [tensorNames.slabMean(2)]: tensor([1, 4], [7, 8, 9, 10]),
      [tensorNames.biasMean(2)]: tensor([1], [11]),
    },
  };

  test('have the norms of all of their weights', () => {
    const [inputs, units] = scoresOf(posterior, 'magnitude').levels;
    const relative = (a: number, b: number) => [(2 * a) / (a + b), (2 * b) / (a + b)];
    expectClose(inputs!, relative(Math.hypot(1, 3, 9), Math.hypot(2, 4, 10)));
    expectClose(units!, relative(Math.hypot(1, 2, 5) * 7, Math.hypot(3, 4, 6) * 8));
  });

  test('have their widest path by any of them', () => {
    const tensors = {
      ...posterior.tensors,
      [tensorNames.weightInclusion(0)]: tensor([2, 2], [4, -3, 2, -4]),
      [tensorNames.weightInclusion(2)]: tensor([1, 4], [3, 1, -2, -1]),
    };
    const [inputs, units] = scoresOf({ ...posterior, family: 'weight', tensors }, 'inclusion').levels;
    expect([...inputs!]).toEqual([3, -1]);
    expect([...units!]).toEqual([3, 1]);
  });
});

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expected.forEach((value, at) => {
    expect(actual[at]).toBeCloseTo(value, 5);
  });
}
