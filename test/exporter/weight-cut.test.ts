import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compactWeights, graph, type Posterior, randomStream, type Tensor, tensorNames } from '../../core/index.ts';
import { cutWeights } from '../../exporter/compact/weight-cut.ts';
import { compact, nestedCuts, planPruning, posteriorMean, scoresOf } from '../../exporter/index.ts';
import { denseLayers } from '../support/layers.ts';
import { examplePosterior } from '../support/posterior-example.ts';
import { compactOutputs, randomPosterior } from './random-network.ts';

/** The same with an indicator for each weight instead of those of units and inputs; `share` of them are likely. */
function ofWeights(posterior: Posterior, share: number, seed = 1): Posterior {
  const random = randomStream(seed, 'weights');
  const tensors: Record<string, Tensor> = Object.fromEntries(
    Object.entries(posterior.tensors).filter(([name]) => !name.endsWith('nclusionLogit')),
  );
  posterior.network.layers.forEach((_, layer) => {
    const { shape, data } = posterior.tensors[tensorNames.slabMean(layer)]!;
    const logits = data.map(() => (random.uniform() < share ? 1 : -1) * (0.1 + random.uniform()));
    tensors[tensorNames.weightInclusion(layer)] = { shape, data: logits };
  });
  const prior = { ...posterior.prior, weightLogits: posterior.network.layers.map(() => 0) };
  return { ...posterior, family: 'weight', prior, tensors };
}

/** The uncut network with every weight at or below the threshold 0, in float64. */
function maskedWeights({ network, tensors }: Posterior, threshold: number, features: Float64Array): Float64Array {
  const input = graph.input('features', [features.length / network.inputs, network.inputs]);
  const output = denseLayers(network).reduce((values: ReturnType<typeof graph.input>, { activation }, layer) => {
    const { shape, data } = tensors[tensorNames.slabMean(layer)]!;
    const logits = tensors[tensorNames.weightInclusion(layer)]!.data;
    const weight = graph.constant(
      data.map((value, at) => (logits[at]! > threshold ? value : 0)),
      shape,
    );
    const c = graph.constant(tensors[tensorNames.biasMean(layer)]!.data);
    return graph.activate(graph.gemm(values, weight, { transB: true, c }), activation);
  }, input);
  return graph.evaluate([output], { features })[0]!;
}

describe('a cut of single weights', () => {
  test('answers what the network with zeros answers, whatever was on no path', () => {
    let smaller = 0;
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.2, max: 0.9, noNaN: true }), (seed, share) => {
        const random = randomStream(seed, 'case');
        const posterior = ofWeights(randomPosterior(random), share, seed);
        const inputs = posterior.network.inputs;
        const features = Float64Array.from({ length: 3 * inputs }, () => random.normal());
        const plan = planOrNothing(posterior);
        fc.pre(plan !== undefined);
        const own = features.filter((_, at) => plan!.keptInputs.includes(at % inputs));
        const found = compactOutputs(compact(posterior, plan!), own);
        const expected = maskedWeights(posterior, 0, features);
        // Constants are rounded to the precision of the biases that take them over.
        const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
        expected.forEach((value, index) => {
          expect(Math.abs(found[index]! - value)).toBeLessThan(3e-6 * scale);
        });
        if (plan!.after.parameters < plan!.before.parameters) smaller++;
        const active = compactWeights(compact(posterior, plan!)).flatMap(({ weight }) => [...weight.data]);
        expect(active.filter((value) => value !== 0).length).toBeLessThanOrEqual(plan!.weights!.after);
      }),
      { seed: 1, numRuns: 150 },
    );
    expect(smaller).toBeGreaterThan(20);
  });

  test('removes what reads nothing, what nothing reads, and what only those read', () => {
    const posterior = ofWeights(examplePosterior([3, 3, 2, 1]), 1);
    const logits = (layer: number) => posterior.tensors[tensorNames.weightInclusion(layer)]!.data;
    // Unit 0 reads nothing; input 2 is read by nothing but it and unit 2; unit 2 is read by nothing.
    logits(0).set([-1, -1, -1, 1, 1, -1, -1, -1, 1]);
    logits(1).set([1, 1, -1, 1, 1, -1]);
    const plan = planPruning(posterior, { name: 'median' });
    expect(plan).toMatchObject({ keptInputs: [0, 1], keptUnits: [[1], [0, 1], [0]] });
    expect(plan.weights).toEqual({ threshold: 0, before: 17, after: 6 });
    expect(plan.why).toMatch(/on a path of kept weights \(6 of 17\)/);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  test('without a path from input to output is refused', () => {
    const posterior = ofWeights(examplePosterior([3, 3, 2]), 1);
    posterior.tensors[tensorNames.weightInclusion(1)]!.data.fill(-1);
    expect(() => planPruning(posterior, { name: 'median' })).toThrow(expect.objectContaining({ code: 'LAYER_EMPTY' }));
  });

  test('fits a budget, and nested cuts fall to the smallest path', () => {
    const posterior = ofWeights(examplePosterior([9, 7, 5, 2], 4), 0.5);
    const plans = nestedCuts(posterior, 6);
    const sizes = plans.map(({ after }) => after.parameters);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(plans[0]!.after).toEqual(plans[0]!.before);
    expect(new Set(sizes).size).toBeGreaterThan(2);
    for (const budget of [30, 60, 90]) {
      expect(planPruning(posterior, { name: 'budget', parameters: budget }).after.parameters).toBeLessThanOrEqual(
        budget,
      );
    }
    expect(() => planPruning(posterior, { name: 'budget', parameters: 2 })).toThrow(/out of reach.*one path/);
  });

  test('obeys thresholds and a false discovery rate', () => {
    const posterior = ofWeights(examplePosterior([6, 5, 2]), 0.8);
    const activeAfter = (rule: Parameters<typeof planPruning>[1]) => planPruning(posterior, rule).weights!.after;
    expect(activeAfter({ name: 'threshold', probability: 0.6 })).toBeLessThan(activeAfter({ name: 'median' }));
    expect(activeAfter({ name: 'fdr', rate: 0.4 })).toBeGreaterThan(activeAfter({ name: 'fdr', rate: 0.3 }));
  });
});

test('the posterior mean weighs each weight with its own probability', () => {
  const posterior = ofWeights(examplePosterior([3, 2, 2]), 0.5);
  const at = 4;
  const mean = posterior.tensors[tensorNames.slabMean(0)]!.data[at]!;
  const logit = posterior.tensors[tensorNames.weightInclusion(0)]!.data[at]!;
  const [first] = compactWeights(posteriorMean(posterior));
  expect(first!.weight.data[at]).toBe(Math.fround(mean / (1 + Math.exp(-logit))));
});

test('an input or unit stays as long as the threshold is below the weakest weight of its strongest path', () => {
  fc.assert(
    fc.property(fc.integer(), fc.double({ min: -0.6, max: 0.6, noNaN: true }), (seed, threshold) => {
      const posterior = ofWeights(examplePosterior([5, 4, 4, 2], seed), 0.6, seed);
      const { levels, weights } = scoresOf(posterior, 'inclusion');
      const { kept } = cutWeights(posterior, threshold);
      expect(weights).toHaveLength(3);
      expect(levels[3]).toBeUndefined();
      for (const level of [0, 1, 2]) {
        const members = Array.from(levels[level]!.keys());
        expect(members.filter((member) => levels[level]![member]! > threshold)).toEqual(kept[level]);
      }
    }),
    { seed: 1, numRuns: 100 },
  );
});

function planOrNothing(posterior: Posterior) {
  try {
    return planPruning(posterior, { name: 'median' });
  } catch {
    return undefined;
  }
}
