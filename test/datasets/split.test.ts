import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { splitAround, stratifiedSplit } from '../../datasets/index.ts';

const classes = fc.array(fc.nat(6), { minLength: 10, maxLength: 300 });
const options = fc.record({
  seed: fc.nat(),
  validationFraction: fc.double({ min: 0, max: 0.4, noNaN: true }),
  testFraction: fc.double({ min: 0, max: 0.5, noNaN: true }),
});

describe('A stratified split', () => {
  test('puts every row into exactly one part, in ascending order', () => {
    fc.assert(
      fc.property(classes, options, (classOf, choice) => {
        const { train, validation, test } = stratifiedSplit(classOf, choice);
        const rows = [...train, ...validation, ...test].sort((a, b) => a - b);
        expect(rows).toEqual(classOf.map((_, row) => row));
        for (const part of [train, validation, test]) expect(part).toEqual(Uint32Array.from(part).sort());
      }),
    );
  });

  test('gives each class its share of the test part to within one row', () => {
    const sizes = fc.array(fc.integer({ min: 5, max: 40 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(sizes, options, (sizeOf, choice) => {
        const classOf = sizeOf.flatMap((size, label) => new Array<number>(size).fill(label));
        const { test } = stratifiedSplit(classOf, choice);
        for (const [label, size] of sizeOf.entries()) {
          const tested = test.filter((row) => classOf[row] === label).length;
          expect(Math.abs(tested - size * choice.testFraction)).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
    );
  });

  test('leaves something of every class to train on', () => {
    fc.assert(
      fc.property(classes, options, (classOf, choice) => {
        const { train } = stratifiedSplit(classOf, choice);
        expect(new Set(Array.from(train, (row) => classOf[row]))).toEqual(new Set(classOf));
      }),
    );
  });

  test('depends on the seed and on nothing else', () => {
    const classOf = Array.from({ length: 100 }, (_, row) => row % 3);
    const choice = { seed: 5, validationFraction: 0.1, testFraction: 0.2 };
    expect(stratifiedSplit(classOf, choice)).toEqual(stratifiedSplit(classOf, choice));
    expect(stratifiedSplit(classOf, { ...choice, seed: 6 }).test).not.toEqual(stratifiedSplit(classOf, choice).test);
  });

  test('has parts of the size that was asked for, also with many small classes', () => {
    const classOf = Array.from({ length: 200 }, (_, row) => row % 80);
    const { validation, test } = stratifiedSplit(classOf, { seed: 1, validationFraction: 0.1, testFraction: 0.2 });
    expect([validation.length, test.length]).toEqual([20, 40]);
  });

  test('of 500,000 rows without classes is drawn without trouble', () => {
    const split = stratifiedSplit(new Uint8Array(500_000), { seed: 1, validationFraction: 0.1, testFraction: 0.2 });
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([350_000, 50_000, 100_000]);
  });

  test('is refused when nothing would be left to train on', () => {
    expect(() => stratifiedSplit([0, 1], { seed: 0, validationFraction: 0.5, testFraction: 0.5 })).toThrow(/train/);
    expect(() => stratifiedSplit([0, 1], { seed: 0, validationFraction: Number.NaN, testFraction: 0.5 })).toThrow();
  });
});

test('A split around a chosen test set keeps that set', () => {
  const classOf = Array.from({ length: 50 }, (_, row) => row % 2);
  const chosen = Uint32Array.of(0, 7, 49);
  const { train, validation, test } = splitAround(chosen, classOf, { seed: 3, validationFraction: 0.2 });
  expect(test).toEqual(chosen);
  expect(new Set([...train, ...validation, ...chosen]).size).toBe(50);
  expect(train.length + validation.length).toBe(47);
});
