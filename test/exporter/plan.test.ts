import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Posterior, probabilityOf, tensorNames } from '../../core/index.ts';
import { formatRule, mostWithinFalseDiscoveryRate, parseRule, planPruning } from '../../exporter/index.ts';
import { examplePosterior } from '../support/posterior-example.ts';

/** A 3-3-2-2 network with the given log-odds. */
function posteriorWith(inputs: number[], first: number[], second: number[]): Posterior {
  const posterior = examplePosterior([3, 3, 2, 2]);
  posterior.tensors[tensorNames.inputInclusion]!.data.set(inputs);
  posterior.tensors[tensorNames.inclusion(0)]!.data.set(first);
  posterior.tensors[tensorNames.inclusion(1)]!.data.set(second);
  return posterior;
}

describe('planPruning', () => {
  test('the median rule keeps what is more probable than not, and a probability of exactly 1/2 goes', () => {
    const plan = planPruning(posteriorWith([1, -1, 0], [-2, 3, 0.1], [5, -5]), { name: 'median' });
    expect(plan).toMatchObject({
      keptInputs: [0],
      keptUnits: [[1, 2], [0], [0, 1]],
      before: { network: '3-3-2-2', parameters: 26, macs: 19 },
      after: { network: '1-2-1-2', parameters: 11, macs: 6 },
      groups: [
        { name: 'inputs', logOdds: [1, -1, 0], before: 3, after: 1 },
        { name: 'layers.0', before: 3, after: 2 },
        { name: 'layers.1', before: 2, after: 1 },
      ],
    });
    expect(plan.why).toMatch(/median.*3-3-2-2 with 26 parameters became 1-2-1-2 with 11/);
  });

  test('a threshold compares probabilities', () => {
    const posterior = posteriorWith([1, 2, 3], [1, 2, 3], [2, 3]);
    // sigmoid(2) = .8808, sigmoid(1) = .7311
    expect(planPruning(posterior, parseRule('threshold=0.88')).after.network).toBe('2-2-2-2');
    expect(planPruning(posterior, parseRule('threshold=0.89')).after.network).toBe('1-1-1-2');
    expect(planPruning(posterior, parseRule('threshold=0.1')).after.network).toBe('3-3-2-2');
  });

  test('a false discovery rate bounds the mean doubt of what stays, in each level on its own', () => {
    // 1 - sigmoid(log-odds): 3 -> .0474, 1 -> .2689, 0 -> .5
    const posterior = posteriorWith([1, 3, 0], [3, 3, 1], [3, 1]);
    expect(planPruning(posterior, parseRule('fdr=0.05')).after.network).toBe('1-2-1-2');
    expect(planPruning(posterior, parseRule('fdr=0.16'))).toMatchObject({
      keptInputs: [0, 1],
      keptUnits: [
        [0, 1, 2],
        [0, 1],
        [0, 1],
      ],
    });
    expect(planPruning(posterior, parseRule('fdr=0.3')).after.network).toBe('3-3-2-2');
    expect(() => planPruning(posterior, parseRule('fdr=0.04'))).toThrow(/rule fdr=0.04 would keep no input/);
  });

  test('layers keeps so many of each, and what no plan can keep is refused', () => {
    const posterior = posteriorWith([1, 3, 2], [1, 2, 2], [5, 4]);
    expect(planPruning(posterior, parseRule('layers=2-1-1'))).toMatchObject({
      keptInputs: [1, 2],
      // Of equals the later stays, unless they are the best: as in the nested cuts.
      keptUnits: [[1], [0], [0, 1]],
    });
    expect(planPruning(posterior, parseRule('layers=3-3-2')).after.network).toBe('3-3-2-2');
    for (const rule of ['layers=2-1', 'layers=4-1-1']) {
      expect(() => planPruning(posterior, parseRule(rule))).toThrow(
        /does not fit this network.*inputs 3, layers.0 3, layers.1 2/,
      );
    }
    for (const rule of ['layers', 'layers=', 'layers=2-0-1', 'layers=2--1', 'layers=1.5-2-1']) {
      expect(() => parseRule(rule)).toThrow(/Cannot read the rule/);
    }
    expect(formatRule(parseRule('layers=2-1-1'))).toBe('layers=2-1-1');
  });

  test('every nested cut is one of layers', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 14 }), (seed, count) => {
        const posterior = examplePosterior([5, 4, 3, 2], seed);
        const plan = planPruning(posterior, { name: 'top', count });
        const counts = plan.groups.map(({ after }) => after);
        const again = planPruning(posterior, { name: 'layers', counts });
        expect([again.keptInputs, again.keptUnits]).toEqual([plan.keptInputs, plan.keptUnits]);
      }),
    );
  });

  test('no set within a false discovery rate is larger, or as large and more probable', () => {
    const logOdds = fc.uniqueArray(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(logOdds, fc.double({ min: 0.01, max: 0.9, noNaN: true }), (values, rate) => {
        const kept = mostWithinFalseDiscoveryRate(values, rate);
        const doubtOf = (set: readonly number[]) =>
          set.reduce((sum, index) => sum + 1 - probabilityOf(values[index]!), 0);
        const subsets = Array.from({ length: 2 ** values.length }, (_, bits) =>
          values.map((_, index) => index).filter((index) => (bits >> index) & 1),
        );
        const within = subsets.filter((set) => doubtOf(set) <= rate * set.length + 1e-12);
        expect(kept.length).toBe(Math.max(...within.map((set) => set.length)));
        const asLarge = within.filter((set) => set.length === kept.length);
        expect(doubtOf(kept)).toBeLessThanOrEqual(Math.min(...asLarge.map(doubtOf)) + 1e-12);
      }),
    );
  });

  test('a plan is plain data', () => {
    const plan = planPruning(posteriorWith([1, 2, 3], [1, 2, 3], [2, 3]), { name: 'median' });
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  test('inputs without inclusion probabilities stay', () => {
    const { tensors, ...rest } = posteriorWith([-9, -9, -9], [1, -1, -1], [1, 1]);
    const { [tensorNames.inputInclusion]: _, ...others } = tensors;
    const plan = planPruning({ ...rest, tensors: others }, { name: 'median' });
    expect(plan.keptInputs).toEqual([0, 1, 2]);
    expect(plan.groups.map((group) => group.name)).toEqual(['layers.0', 'layers.1']);
  });

  test('an emptied layer is an error that names it and its best unit', () => {
    expect(() => planPruning(posteriorWith([1, 1, 1], [1, 1, 1], [-1, -2]), { name: 'median' })).toThrow(
      expect.objectContaining({
        code: 'LAYER_EMPTY',
        message: expect.stringMatching(/no unit of hidden layer 2 \(layers\.1\): the largest .* is 0\.269.*budget/),
      }),
    );
    expect(() => planPruning(posteriorWith([-1, -1, -1], [1, 1, 1], [1, 1]), { name: 'median' })).toThrow(
      expect.objectContaining({ code: 'LAYER_EMPTY', message: expect.stringContaining('no input') }),
    );
  });

  test('a posterior without inclusion probabilities has nothing to cut', () => {
    const { tensors, ...rest } = examplePosterior([3, 2, 2]);
    const plain = Object.fromEntries(Object.entries(tensors).filter(([name]) => !name.endsWith('inclusionLogit')));
    expect(() => planPruning({ ...rest, family: 'deterministic', tensors: plain }, { name: 'median' })).toThrow(
      expect.objectContaining({ code: 'ARGUMENT_INVALID', message: expect.stringContaining('nothing to cut') }),
    );
  });
});

describe('parseRule', () => {
  test.each(['median', 'threshold=0.9', 'fdr=0.1', 'budget=12000', 'macs=75000'])('reads and writes %s', (text) => {
    expect(formatRule(parseRule(text))).toBe(text);
  });

  test.each([
    'mean',
    '',
    'median=1',
    'threshold',
    'threshold=',
    'threshold=1',
    'threshold=0',
    'threshold=x',
    'threshold=0.5=0.6',
    'fdr',
    'fdr=0',
    'fdr=1',
    'budget',
    'budget=0',
    'budget=1.5',
    'budget=-3',
    'macs',
    'macs=2.5',
    'toString',
  ])("refuses '%s'", (text) => {
    expect(() => parseRule(text)).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  });
});
