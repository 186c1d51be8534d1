import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { macCount, type Posterior, parameterCount, parseNetwork, tensorNames, widthsOf } from '../../core/index.ts';
import { nestedCuts, planPruning } from '../../exporter/index.ts';
import { examplePosterior } from '../support/posterior-example.ts';

describe('a budget', () => {
  const smallest = parameterCount(parseNetwork('1-1-1-2'));
  const largest = parameterCount(parseNetwork('9-7-5-2'));

  test('gives the largest of the nested cuts that fits', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: smallest, max: largest + 5 }), (seed, parameters) => {
        const posterior = examplePosterior([9, 7, 5, 2], seed);
        const { after, groups } = planPruning(posterior, { name: 'budget', parameters });
        expect(after.parameters).toBeLessThanOrEqual(parameters);
        const sizes = sizesAlongTheCuts(posterior);
        expect(after.parameters).toBe(Math.max(...sizes.filter((size) => size <= parameters)));
        expect(groups.every((group) => group.after >= 1)).toBe(true);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test('of multiply-accumulates too', () => {
    const largestMacs = macCount(parseNetwork('9-7-5-2'));
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 4, max: largestMacs }), (seed, macs) => {
        const posterior = examplePosterior([9, 7, 5, 2], seed);
        const { after } = planPruning(posterior, { name: 'macs', macs });
        expect(after.macs).toBeLessThanOrEqual(macs);
        const { after: next } = planPruning(posterior, { name: 'macs', macs: after.macs });
        expect(next).toEqual(after);
        // As many parameters as it has would have led to it too.
        expect(planPruning(posterior, { name: 'budget', parameters: after.parameters }).after).toEqual(after);
      }),
      { seed: 1, numRuns: 100 },
    );
    expect(() => planPruning(examplePosterior([9, 7, 5, 2]), { name: 'macs', macs: 3 })).toThrow(
      /3 multiply-accumulates is out of reach: .* has 4\./,
    );
  });

  test('out of reach says what the smallest is', () => {
    expect(() => planPruning(examplePosterior([9, 7, 5, 2]), { name: 'budget', parameters: smallest - 1 })).toThrow(
      expect.objectContaining({ code: 'BUDGET_OUT_OF_REACH', message: expect.stringContaining(`has ${smallest}.`) }),
    );
  });
});

describe('nestedCuts', () => {
  test('fall from the whole network to the smallest, each inside the one before', () => {
    const plans = nestedCuts(examplePosterior([20, 15, 10, 2]), 8);
    expect(plans[0]!.after).toEqual(plans[0]!.before);
    expect(plans.at(-1)!.after.network).toBe('1-1-1-2');
    plans.slice(1).forEach((plan, index) => {
      const larger = plans[index]!;
      expect(plan.after.parameters).toBeLessThan(larger.after.parameters);
      expect(larger.keptInputs).toEqual(expect.arrayContaining([...plan.keptInputs]));
      plan.keptUnits.forEach((kept, layer) => {
        expect(larger.keptUnits[layer]).toEqual(expect.arrayContaining([...kept]));
      });
    });
  });

  test('need at least two', () => {
    expect(() => nestedCuts(examplePosterior(), 1)).toThrow(/two or more/);
  });
});

/** Parameters after every single removal, found by hand: least probable first, never the last of its level. */
function sizesAlongTheCuts({ network, tensors }: Posterior): number[] {
  const levels = [tensorNames.inputInclusion, tensorNames.inclusion(0), tensorNames.inclusion(1)].map(
    (name) => tensors[name]!.data,
  );
  const left = levels.map((level) => level.length);
  const count = () => parameterCount(parseNetwork([...left, widthsOf(network).at(-1)!].join('-')));
  const sizes = [count()];
  const all = levels.flatMap((values, level) => Array.from(values, (value) => ({ level, value })));
  for (const { level } of all.sort((a, b) => a.value - b.value)) {
    if (left[level] === 1) continue;
    left[level]!--;
    sizes.push(count());
  }
  return sizes;
}
