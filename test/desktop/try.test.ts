import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TableInput } from '../../core/index.ts';
import { centredDrawing, parsePastedRows } from '../../desktop/shared/index.ts';

describe('a drawing', () => {
  test('is centred by its mass and fits, wherever and however large it was drawn', () => {
    const square = fc.record({
      left: fc.integer({ min: 0, max: 200 }),
      top: fc.integer({ min: 0, max: 200 }),
      width: fc.integer({ min: 20, max: 80 }),
      height: fc.integer({ min: 20, max: 80 }),
    });
    fc.assert(
      fc.property(square, ({ left, top, width, height }) => {
        const values = new Float32Array(280 * 280);
        for (let y = top; y < top + height; y++) values.fill(1, y * 280 + left, y * 280 + left + width);
        const found = centredDrawing({ width: 280, height: 280, values }, 28, 28).values;
        let [mass, x, y] = [0, 0, 0];
        for (const [at, value] of found.entries()) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1.0001);
          mass += value;
          x += value * ((at % 28) + 0.5);
          y += value * (Math.floor(at / 28) + 0.5);
        }
        expect(x / mass).toBeCloseTo(14, 1);
        expect(y / mass).toBeCloseTo(14, 1);
        // The longer side is 20 of the 28 pixels, as in MNIST.
        const scale = 20 / Math.max(width, height);
        expect(mass).toBeCloseTo(width * height * scale ** 2, -1);
      }),
      { numRuns: 20 },
    );
  });

  test('that is empty stays empty', () => {
    const empty = { width: 10, height: 10, values: new Float32Array(100) };
    expect(centredDrawing(empty, 4, 4).values).toEqual(new Float32Array(16));
  });
});

describe('pasted rows', () => {
  const input: TableInput = {
    kind: 'table',
    columns: [
      { kind: 'numeric', name: 'age', mean: 0, scale: 1, imputed: true },
      { kind: 'categorical', name: 'city', categories: ['Oslo', 'Bergen, west'] },
      { kind: 'numeric', name: 'pay', mean: 0, scale: 1, imputed: false },
    ],
  };
  const parse = (text: string) => {
    const parsed = parsePastedRows(text, input);
    return typeof parsed === 'string' ? parsed : [...parsed.rows];
  };

  test('are read with tabs, commas or semicolons, quotes, and names in any order', () => {
    expect(parse('40,Oslo,3\n,"Bergen, west",4')).toEqual([40, 0, 3, Number.NaN, 1, 4]);
    expect(parse('40\tParis\t3\r\n')).toEqual([40, -1, 3]);
    expect(parse('pay;other;age;city\n3;x;40;Oslo')).toEqual([40, 0, 3]);
  });

  test('that cannot be read are refused with row and column', () => {
    expect(parse('')).toBe('There is no row.');
    expect(parse('1,Oslo')).toBe('Row 1 has 2 values, and the model takes 3.');
    expect(parse('1,Oslo,2\n1,Oslo,')).toMatch(/^Row 2, 'pay': is missing/);
    expect(parse('1,Oslo,many')).toBe("Row 1, 'pay': 'many' is no number.");
    expect(parse('age,city\n1,Oslo')).toBe("The column 'pay' is not there.");
    expect(parse('age,city,pay')).toBe('There is no row below the names.');
  });
});
