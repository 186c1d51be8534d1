import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { codeRange, codesOf, fittedGrid, fromCodes, fromFloat16, onGrid, toFloat16 } from '../../../core/index.ts';

const weights = fc
  .array(fc.integer({ min: -(2 ** 20), max: 2 ** 20 }), { minLength: 6, maxLength: 60 })
  .map((values) => Float32Array.from(values.slice(0, values.length - (values.length % 3)), (value) => value / 2 ** 17));
const bits = fc.integer({ min: 2, max: 8 });

describe('a grid', () => {
  test('of 8 bits has every weight within half a step', () => {
    fc.assert(
      fc.property(weights, (data) => {
        const grid = fittedGrid({ data }, 3, 8);
        fromCodes(codesOf(data, grid), grid).forEach((value, at) => {
          const step = grid.steps[Math.floor((at * 3) / data.length)]!;
          expect(Math.abs(value - data[at]!)).toBeLessThanOrEqual(step * 0.5000001);
        });
      }),
    );
  });

  test('of fewer bits is never worse than one that reaches to the largest weight', () => {
    fc.assert(
      fc.property(weights, bits, (data, width) => {
        const squares = (steps: Float32Array) => {
          const grid = { bits: width, steps };
          return fromCodes(codesOf(data, grid), grid).reduce((sum, value, at) => sum + (value - data[at]!) ** 2, 0);
        };
        const [, highest] = codeRange(width);
        const span = data.length / 3;
        const widest = Float32Array.from({ length: 3 }, (_, unit) => {
          const row = data.subarray(unit * span, (unit + 1) * span);
          return Math.max(...row.map(Math.abs)) / highest || 1;
        });
        expect(squares(fittedGrid({ data }, 3, width).steps)).toBeLessThanOrEqual(squares(widest) * 1.000001);
      }),
    );
  });

  test('keeps what lies on it, and its codes to their bits', () => {
    fc.assert(
      fc.property(weights, bits, (data, width) => {
        const grid = fittedGrid({ data }, 3, width);
        const once = onGrid({ shape: [3, data.length / 3], data }, grid);
        expect(onGrid(once, grid).data).toEqual(once.data);
        const [lowest, highest] = codeRange(width);
        expect(codesOf(data, grid).every((code) => code >= lowest && code <= highest)).toBe(true);
      }),
    );
  });

  test('of nothing but zeros stays zero', () => {
    const data = new Float32Array(6);
    expect(onGrid({ shape: [3, 2], data }, fittedGrid({ data }, 3, 4)).data).toEqual(data);
  });
});

describe('half precision', () => {
  test('reads back all of its numbers as they were', () => {
    const halves = Array.from({ length: 2 ** 16 }, (_, half) => half);
    const isKept = (half: number) => {
      const value = fromFloat16(half);
      return Number.isNaN(value) ? Number.isNaN(fromFloat16(toFloat16(value))) : toFloat16(value) === half;
    };
    expect(halves.filter((half) => !isKept(half))).toEqual([]);
  });

  test('is the nearest number, ties to even', () => {
    fc.assert(
      fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (value) => {
        const half = toFloat16(value);
        const error = Math.abs(fromFloat16(half) - value);
        for (const neighbour of [half - 1, half + 1]) {
          if ((neighbour & 0x7fff) >= 0x7c00 || neighbour < 0) continue;
          expect(error).toBeLessThanOrEqual(Math.abs(fromFloat16(neighbour) - value));
        }
      }),
    );
    expect(fromFloat16(toFloat16(2049))).toBe(2048);
    expect(fromFloat16(toFloat16(2051))).toBe(2052);
    expect(fromFloat16(toFloat16(65519.99))).toBe(65504);
    expect(fromFloat16(toFloat16(65520))).toBe(Number.POSITIVE_INFINITY);
  });
});
