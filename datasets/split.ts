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
  const membersOf = new Map<number, number[]>();
  for (const row of randomStream(seed, 'split').permutation(classOf.length)) {
    const members = membersOf.get(classOf[row]!);
    if (members) members.push(row);
    else membersOf.set(classOf[row]!, [row]);
  }

  const parts = { train: [] as number[], validation: [] as number[], test: [] as number[] };
  // What rounding takes from one class is given to the next, so that many small classes still fill every part.
  let testOwed = 0;
  let validationOwed = 0;
  for (const label of [...membersOf.keys()].sort((a, b) => a - b)) {
    const members = membersOf.get(label)!;
    testOwed += members.length * testFraction;
    const testCount = Math.min(members.length - 1, Math.round(testOwed));
    testOwed -= testCount;
    validationOwed += members.length * validationFraction;
    const validationCount = Math.min(members.length - 1 - testCount, Math.round(validationOwed));
    validationOwed -= validationCount;
    for (const [index, row] of members.entries()) {
      const part = index < testCount ? 'test' : index < testCount + validationCount ? 'validation' : 'train';
      parts[part].push(row);
    }
  }
  return { train: ascending(parts.train), validation: ascending(parts.validation), test: ascending(parts.test) };
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
    Array.from(others, (row) => classOf[row]!),
    { ...options, testFraction: 0 },
  );
  const originalRows = (rows: Uint32Array) => rows.map((index) => others[index]!);
  return { train: originalRows(split.train), validation: originalRows(split.validation), test };
}

function ascending(rows: readonly number[]): Uint32Array {
  return Uint32Array.from(rows).sort();
}
