import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseRule, planPruning } from '../../exporter/index.ts';
import { examplePosterior } from '../support/posterior-example.ts';

const widths = [9, 14, 11, 2];

describe('widths', () => {
  test('of hidden layers become multiples, at least the floor, at most what there was, and lose nothing of the rule', () => {
    const rules = fc.constantFrom('threshold=0.3', 'threshold=0.6', 'fdr=0.7', 'top=20', 'top=6');
    fc.assert(
      fc.property(
        fc.integer(),
        rules,
        fc.constantFrom(2, 4, 8),
        fc.integer({ min: 1, max: 5 }),
        (seed, text, multiple, floor) => {
          const posterior = examplePosterior(widths, seed);
          const { keptInputs, keptUnits, groups } = planPruning(posterior, parseRule(text), {
            widths: { multiple, floor },
          });
          expect(keptInputs.length).toBeGreaterThanOrEqual(floor);
          keptUnits.slice(0, -1).forEach((kept, layer) => {
            const most = widths[layer + 1]!;
            const before = text.startsWith('threshold')
              ? above(groups[layer + 1]!.logOdds, Number(text.split('=')[1]))
              : [];
            expect(kept).toEqual(expect.arrayContaining(before));
            expect(kept.length === most || kept.length % multiple === 0).toBe(true);
            expect(kept.length).toBeGreaterThanOrEqual(Math.min(floor, most));
            // Whoever was taken back is more probable than whoever was not.
            const worst = Math.min(...kept.map((unit) => groups[layer + 1]!.logOdds[unit]!));
            const left = groups[layer + 1]!.logOdds.filter((_, unit) => !kept.includes(unit));
            expect(left.every((value) => value <= worst)).toBe(true);
          });
        },
      ),
      { numRuns: 100 },
    );
  });

  test('a budget counts what rounding brings back', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 80, max: 300 }), (seed, parameters) => {
        const posterior = examplePosterior(widths, seed);
        const { after } = planPruning(posterior, { name: 'budget', parameters }, { widths: { multiple: 4 } });
        expect(after.parameters).toBeLessThanOrEqual(parameters);
      }),
      { numRuns: 50 },
    );
  });

  test('with a floor no rule empties a layer', () => {
    const rule = parseRule('threshold=0.999999');
    expect(() => planPruning(examplePosterior(widths), rule)).toThrow(/would keep no/);
    expect(planPruning(examplePosterior(widths), rule, { widths: { floor: 2 } }).after.network).toBe('2-2-2-2');
    expect(() => planPruning(examplePosterior(widths), rule, { widths: { multiple: 0 } })).toThrow(
      /whole numbers from 1/,
    );
  });
});

function above(logOdds: readonly number[], probability: number): number[] {
  return logOdds.flatMap((value, index) => (1 / (1 + Math.exp(-value)) > probability ? [index] : []));
}
