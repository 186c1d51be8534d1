import { basename } from 'node:path';
import { SecateurError } from '../core/index.ts';
import { type ChosenSplit, chooseSplit } from './choose-split.ts';
import type { ColumnPlan } from './csv-plan.ts';
import type { Dataset, LoadOptions, SampleWeights, Split } from './dataset.ts';
import { fitColumns } from './fit-columns.ts';
import { fitTask } from './fit-task.ts';
import { provenanceHash } from './provenance.ts';
import { rowsThatTeach } from './sample-weights.ts';

/** A table in memory, whatever it was read from. */
export interface TableMaterial {
  /** What the user called it. */
  readonly source: string;
  /** `[n, plans.length]`, test rows of their own last: numbers or category indices. It is overwritten. */
  readonly data: Float32Array;
  readonly plans: readonly ColumnPlan[];
  /** `[n]` */
  readonly targets: Float32Array;
  readonly target: ColumnPlan;
  readonly weights?: SampleWeights;
  /** See `Divisible`. */
  readonly sourceRows?: Uint32Array;
  readonly sourceRowCount: number;
  readonly testCount?: number;
  /** Hashes of everything read. */
  readonly hashes: readonly string[];
  /** What was inferred so far. */
  readonly notes: readonly string[];
}

export const minimumRows = 10;

/** @throws DATA_INVALID when there are too few rows to learn from. */
export function requireRows(source: string, rows: number): void {
  if (rows >= minimumRows) return;
  throw new SecateurError(
    'DATA_INVALID',
    `${source}: has ${rows === 0 ? 'no rows' : `only ${rows} usable ${rows === 1 ? 'row' : 'rows'}`}; ${minimumRows} are the least to learn from. Add rows.`,
  );
}

/**
 * Divides the rows, fits the columns to the training rows and puts everything together.
 * @throws DATA_INVALID when nothing is left to learn; and as `chooseSplit`, `fitColumns`, `fitTask`.
 */
export async function tableDataset(material: TableMaterial, options: LoadOptions): Promise<Dataset> {
  const { source, data, plans, targets, target, testCount = 0 } = material;
  const own = targets.subarray(0, targets.length - testCount);
  requireRows(source, own.length);
  const chosen = await chooseSplit(options, {
    ...material,
    classOf: target.kind === 'categorical' ? own : new Uint8Array(own.length),
  });
  const { split } = chosen;
  const notes = [...material.notes, ...chosen.notes, describeSplit(split, options)];
  if (split.train.length === 0) {
    throw new SecateurError('DATA_INVALID', `${source}: no row is left to train on. Choose fewer test rows.`);
  }
  const fitted = fitColumns(source, data, plans, split.train, options.keepConstant);
  notes.push(...fitted.notes);
  if (fitted.columns.length === 0) {
    throw new SecateurError(
      'DATA_INVALID',
      `${source}: no column is left to learn from. ${notes.join(' ')} Add columns that vary from row to row.`,
    );
  }
  const task = fitTask(source, target, targets, rowsThatTeach(split.train, material.weights), notes);
  return {
    name: basename(source),
    input: { kind: 'table', columns: fitted.columns },
    task,
    rows: fitted.rows,
    targets,
    ...(material.weights && { weights: material.weights }),
    split,
    provenance: {
      source,
      sha256: provenanceHash(material.hashes, {
        target: target.name,
        task: task.kind,
        sampleWeights: material.weights?.column,
        ...splitChoices(options, chosen),
      }),
    },
    notes,
  };
}

export function describeSplit({ train, validation, test }: Split, { seed = 0 }: LoadOptions): string {
  return `${train.length} rows train, ${validation.length} validate, ${test.length} test (seed ${seed}).`;
}

/** What the provenance hash covers of a split. */
export function splitChoices(options: LoadOptions, { given }: ChosenSplit): Readonly<Record<string, unknown>> {
  const { seed = 0, validationFraction, testFraction } = options;
  const isOnlyTest = given !== undefined && given.train === undefined && given.validation === undefined;
  return {
    seed,
    validationFraction,
    testFraction,
    ...(isOnlyTest ? { testRows: given.test } : { split: given }),
  };
}
