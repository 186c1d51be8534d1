import { SecateurError } from '../core/index.ts';
import type { LoadOptions, Split } from './dataset.ts';
import { splitAround, stratifiedSplit } from './split.ts';
import { type GivenSplit, readSplitFile } from './split-file.ts';

/** The rows to divide: those with a target, which may be fewer than the source has. */
export interface Divisible {
  readonly source: string;
  /** `[n]`: class of each row; all zeros for regression. */
  readonly classOf: ArrayLike<number>;
  /** `[n]`: the row of the source (zero-based) that each row is; undefined where they are the same. */
  readonly sourceRows?: Uint32Array;
  /** Rows of the source. */
  readonly sourceRowCount: number;
  /** That many rows more, after `classOf`, come from a test set of their own. */
  readonly testCount?: number;
}

export interface ChosenSplit {
  readonly split: Split;
  /** What the choice depends on beside seed and fractions, for the provenance hash. */
  readonly given?: GivenSplit;
  readonly notes: readonly string[];
}

/**
 * The split that the options ask for: a test set of its own, a split file, listed test rows, or one drawn by `seed` in
 * which every class has its share of each part.
 * @throws ARGUMENT_INVALID for options that exclude each other, or rows that the source does not have; and as
 * `readSplitFile`.
 */
export async function chooseSplit(options: LoadOptions, rows: Divisible): Promise<ChosenSplit> {
  const { seed = 0, validationFraction = 0.1, testFraction, testRows, split: splitFile } = options;
  const { classOf, testCount } = rows;
  const chosen = Object.entries({ testFile: options.testFile, split: splitFile, testFraction, testRows })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  if (testCount !== undefined && options.testFile === undefined) chosen.unshift(`the test set of ${rows.source}`);
  if (chosen.length > 1) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `Give only one of ${chosen.join(' and ')}: each says what the test set is.`,
    );
  }
  if (testCount !== undefined) {
    const own = stratifiedSplit(classOf, { seed, validationFraction, testFraction: 0 });
    return {
      split: { ...own, test: Uint32Array.from({ length: testCount }, (_, row) => classOf.length + row) },
      notes: [],
    };
  }
  const given = splitFile === undefined ? testRows && { test: testRows } : await readSplitFile(splitFile);
  if (given === undefined) {
    const drawn = stratifiedSplit(classOf, { seed, validationFraction, testFraction: testFraction ?? 0.2 });
    return { split: drawn, notes: [] };
  }
  return { ...applySplit(given, rows, splitFile ?? 'testRows', { seed, validationFraction }), given };
}

function applySplit(
  given: GivenSplit,
  rows: Divisible,
  name: string,
  options: { readonly seed: number; readonly validationFraction: number },
): { split: Split; notes: readonly string[] } {
  const partOf = partOfEachRow(given, rows, name);
  const { classOf } = rows;
  const rowsOf = (part: number) =>
    Uint32Array.from(classOf, (_, row) => row).filter((row) => partOf[rows.sourceRows?.[row] ?? row] === part);
  const [unlisted, train, validation, test] = [0, 1, 2, 3].map(rowsOf) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  const notes: string[] = [];
  const learnable = given.train === undefined ? unlisted : train;
  if (given.train !== undefined && unlisted.length > 0) {
    notes.push(`${unlisted.length} rows are in no part of ${name} and were left out.`);
  }
  if (given.validation !== undefined) return { split: { train: learnable, validation, test }, notes };
  const isLearnable = new Uint8Array(classOf.length);
  for (const row of learnable) isLearnable[row] = 1;
  const others = Uint32Array.from(classOf, (_, row) => row).filter((row) => isLearnable[row] === 0);
  return { split: { ...splitAround(others, classOf, options), test }, notes };
}

/** 0 where no part names a row, else 1 train, 2 validation, 3 test. */
function partOfEachRow(given: GivenSplit, { source, sourceRowCount }: Divisible, name: string): Uint8Array {
  const partOf = new Uint8Array(sourceRowCount);
  const parts = ['train', 'validation', 'test'] as const;
  for (const [index, part] of parts.entries()) {
    for (const row of given[part] ?? []) {
      if (!(Number.isInteger(row) && row >= 0 && row < sourceRowCount)) {
        throw new SecateurError(
          'ARGUMENT_INVALID',
          `${name}: ${row} is not a row of ${source}, which has rows 0 to ${sourceRowCount - 1}.`,
        );
      }
      const before = partOf[row]!;
      if (before !== 0 && before !== index + 1) {
        throw new SecateurError(
          'ARGUMENT_INVALID',
          `${name}: row ${row} is both in ${parts[before - 1]} and in ${part}. Give every row to one part.`,
        );
      }
      partOf[row] = index + 1;
    }
  }
  return partOf;
}
