import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lossBetween, measured } from '../../../api/shrink/compare/measure.ts';
import type { Answers } from '../../../api/shrink/reading/answers.ts';

const rows = 40;
const labels = fc.array(fc.integer({ min: -1, max: 2 }), { minLength: rows, maxLength: rows });
const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: rows, maxLength: rows });

test.each<[string, typeof labels, (values: number[]) => Answers]>([
  ['classes', labels, (values) => ({ kind: 'classes', values: Int32Array.from(values) })],
  ['numbers', numbers, (values) => ({ kind: 'numbers', values: Float32Array.from(values) })],
])('The loss that searches go by is the one that is reported, of %s', (_, values, answers) => {
  fc.assert(
    fc.property(values, values, values, (one, other, right) => {
      const [before, after] = [answers(one), answers(other)];
      const targets = Float32Array.from(right);
      const { loss } = measured(before, after, targets, 0);
      expect(lossBetween(before, after, targets)).toBeCloseTo(loss.difference, 12);
    }),
    { numRuns: 20 },
  );
});
