import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { csvText } from '../../cli/csv.ts';
import { fraction, nonNegativeNumber, positiveNumber, wholeNumber } from '../../cli/options.ts';
import { readClassWeights } from '../../cli/train/class-weights.ts';

describe('numbers on the command line', () => {
  test.each(['', ' 5', '5 ', '1.5', '-1', '+1', '1e2', '0x10', 'Infinity', 'NaN', 'abc', '0', '11', '9'.repeat(400)])(
    'the whole number %j is refused where 1 to 10 is asked',
    (text) => {
      expect(() => wholeNumber(1, 10)(text)).toThrow(/from 1 to 10/);
    },
  );

  test('whole numbers in range are read as they are', () => {
    fc.assert(fc.property(fc.nat(), (value) => wholeNumber(0, 2 ** 31)(String(value)) === value));
  });

  test.each(['', 'NaN', 'Infinity', '1e999', '-0.1', '0', '10.1', '1,5', '.', '0x1'])(
    '%j is not above 0 and at most 10',
    (text) => {
      expect(() => positiveNumber(10)(text)).toThrow(/above 0, at most 10/);
    },
  );

  test('decimals are read with and without exponent', () => {
    expect(['1e-3', '.5', '2.', '10', '2.5E0'].map(positiveNumber(10))).toEqual([0.001, 0.5, 2, 10, 2.5]);
    expect(nonNegativeNumber(10)('0')).toBe(0);
  });

  test('a share of everything is none', () => {
    for (const text of ['1', '1.0', '-0', '2']) expect(() => fraction({ orZero: true })(text)).toThrow(/below 1/);
    expect(() => fraction()('0')).toThrow(/between 0 and 1/);
    expect(fraction({ orZero: true })('0')).toBe(0);
  });
});

test('a class may be weighted once', () => {
  expect(readClassWeights('a=1,b=.5')).toEqual(
    new Map([
      ['a', 1],
      ['b', 0.5],
    ]),
  );
  for (const twice of ['a=1,b=2,a=3', 'a=1,b=2,a=1']) {
    expect(() => readClassWeights(twice)).toThrow(/'a' has two weights/);
  }
});

test('cells of any content survive being written as CSV', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', '1') });
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1 }), (row) => {
      const text = csvText([row]);
      const cells = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\n$)/g)];
      expect(cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain)).toEqual(row);
    }),
  );
});
