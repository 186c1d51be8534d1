import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Posterior, parseNetwork, randomStream, tensor, tensorNames, weightedLayers } from '../../core/index.ts';
import { reductionLoss, savageDickey, savageDickeyLogFactor } from '../../exporter/criteria/evidence.ts';
import { gaussHermite } from '../../exporter/criteria/gauss-hermite.ts';
import { meanFieldLogOdds, responsibilityLogOdds } from '../../exporter/criteria/mixture.ts';
import { probabilityOf } from '../../exporter/cut/levels.ts';
import { compact, criteria, nestedCuts, planPruning, scoresOf } from '../../exporter/index.ts';
import { examplePosterior } from '../support/posterior-example.ts';

/** The published example: mu = .4, s = .2 under .1 N(0, 1) + .9 N(0, .05^2). */
const prior = { slabScale: 1, spikeScale: 0.05, weightLogit: Math.log(0.1 / 0.9) };

/** A posterior with everything that any criterion needs. */
function mixturePosterior(widths?: readonly number[], seed?: number): Posterior {
  const posterior = examplePosterior(widths, seed);
  const layers = posterior.network.layers;
  return {
    ...posterior,
    family: 'mixture',
    prior: {
      ...posterior.prior,
      slabScales: layers.map((_, layer) => 1.5 + layer),
      spikeScales: layers.map((_, layer) => 0.2 + 0.1 * layer),
      weightLogits: layers.map(() => -1),
    },
  };
}

function normalDensity(x: number, mean: number, deviation: number): number {
  return Math.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * Math.sqrt(2 * Math.PI));
}

/** The integral of f over ten standard deviations, by the trapezoidal rule. */
function integral(mean: number, deviation: number, f: (x: number) => number): number {
  const steps = 200_000;
  const width = (20 * deviation) / steps;
  let sum = 0;
  for (let step = 0; step <= steps; step++) sum += f(mean + (step - steps / 2) * width);
  return sum * width;
}

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

test('independent indicators: a group is there unless every weight is absent', () => {
  const posterior = mixturePosterior([3, 2, 2]);
  const { levels, weights } = scoresOf(posterior, 'mixture-b');
  const absent = [0, 3].reduce((product, at) => product * (1 - probabilityOf(weights![0]![at]!)), 1);
  expect(probabilityOf(levels[0]![0]!)).toBeCloseTo(1 - absent, 5);
});

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

test('what a criterion lacks is said, and so is a name that is none', () => {
  const posterior = examplePosterior();
  const { tensors, ...rest } = posterior;
  const points = Object.fromEntries(Object.entries(tensors).filter(([name]) => /Mean$/.test(name)));
  const deterministic: Posterior = { ...rest, family: 'deterministic', tensors: points };
  expect(() => scoresOf(posterior, 'mixture-d')).toThrow(/'mixture-d' needs a prior of two Gaussians/);
  expect(() => scoresOf(deterministic, 'snr')).toThrow(/'snr' needs standard deviations/);
  expect(() => scoresOf(deterministic, 'inclusion')).toThrow(/nothing to cut/);
  expect(() => scoresOf(deterministic, 'size')).toThrow(/no criterion 'size'.*magnitude/);
  expect(scoresOf(deterministic, 'magnitude').levels[1]).toHaveLength(4);
});

function logNormalDensity(x: number, mean: number, deviation: number): number {
  return -(((x - mean) / deviation) ** 2) / 2 - Math.log(deviation) - Math.log(2 * Math.PI) / 2;
}

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
