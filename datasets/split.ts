import { randomStream, SecateurError } from '../core/index.ts';
import type { Split } from './dataset.ts';

export interface SplitOptions {
  readonly seed: number;
  readonly validationFraction: number;
  readonly testFraction: number;
}

/**
 * Draws a split in which every class has its share of each part, to within one row. A class with a single row goes to
 * the training part, and what such classes cannot give to the others is taken from the next class.
 * @param classOf the class of each row; all zeros where there are no classes (regression).
 * @throws ARGUMENT_INVALID when the fractions are negative or leave nothing to train on.
 */
export function stratifiedSplit(classOf: ArrayLike<number>, options: SplitOptions): Split {
  const { seed, validationFraction, testFraction } = options;
  if (!(validationFraction >= 0 && testFraction >= 0 && validationFraction + testFraction < 1)) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `A validation part of ${validationFraction} and a test part of ${testFraction} leave nothing to train on. Choose fractions from 0 that add up to less than 1.`,
    );
  }
  const sizes = new Map<number, number>();
  for (let row = 0; row < classOf.length; row++) sizes.set(classOf[row]!, (sizes.get(classOf[row]!) ?? 0) + 1);
  const wanted = new Map<number, { test: number; validation: number }>();
  // What rounding takes from one class is given to the next, so that many small classes still fill every part.
  let testOwed = 0;
  let validationOwed = 0;
  for (const [label, size] of [...sizes].sort(([a], [b]) => a - b)) {
    testOwed += size * testFraction;
    const test = Math.min(size - 1, Math.round(testOwed));
    testOwed -= test;
    validationOwed += size * validationFraction;
    const validation = Math.min(size - 1 - test, Math.round(validationOwed));
    validationOwed -= validation;
    wanted.set(label, { test, validation });
  }

  const partOf = new Uint8Array(classOf.length);
  for (const row of randomStream(seed, 'split').permutation(classOf.length)) {
    const left = wanted.get(classOf[row]!)!;
    if (left.test > 0) {
      left.test--;
      partOf[row] = 2;
    } else if (left.validation > 0) {
      left.validation--;
      partOf[row] = 1;
    }
  }
  return { train: rowsOf(partOf, 0), validation: rowsOf(partOf, 1), test: rowsOf(partOf, 2) };
}

/** Splits only the rows that are not in `test`, a set chosen by somebody else. `test` must be ascending. */
export function splitAround(
  test: Uint32Array,
  classOf: ArrayLike<number>,
  options: { readonly seed: number; readonly validationFraction: number },
): Split {
  const isTest = new Uint8Array(classOf.length);
  for (const row of test) isTest[row] = 1;
  const others = Uint32Array.from({ length: classOf.length }, (_, row) => row).filter((row) => isTest[row] === 0);
  const split = stratifiedSplit(
    Float32Array.from(others, (row) => classOf[row]!),
    { ...options, testFraction: 0 },
  );
  const originalRows = (rows: Uint32Array) => rows.map((index) => others[index]!);
  return { train: originalRows(split.train), validation: originalRows(split.validation), test };
}

function rowsOf(partOf: Uint8Array, part: number): Uint32Array {
  const rows = new Uint32Array(partOf.reduce((count, value) => count + (value === part ? 1 : 0), 0));
  for (let row = 0, next = 0; row < partOf.length; row++) if (partOf[row] === part) rows[next++] = row;
  return rows;
}
