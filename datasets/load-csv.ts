import { SecateurError } from '../core/index.ts';
import { readRecords } from './csv-file.ts';
import { type ColumnPlan, lossNotes, planColumn } from './csv-plan.ts';
import { type ColumnSummary, summarise } from './csv-summary.ts';
import type { Dataset, LoadOptions } from './dataset.ts';
import { type FileVersion, readAgain, versionOf } from './file-version.ts';
import { planTarget } from './infer-task.ts';
import { readLabelled, reserveRows } from './labelled-rows.ts';
import { refuseOptions } from './refuse-options.ts';
import { shortList } from './short-list.ts';
import { requireRows, tableDataset } from './table-dataset.ts';
import { taskAsked } from './task-asked.ts';

/**
 * A table with a header. It is read twice, first to find out what its columns are and how many rows there are, then
 * for their values, so that memory is that of the numbers. See `planColumn` and `planTarget` for what is inferred.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE (also when the file changes between the two), FORMAT_INVALID, DATA_INVALID,
 * ARGUMENT_INVALID.
 */
export async function loadCsv(path: string, options: LoadOptions): Promise<Dataset> {
  refuseOptions(
    path,
    options,
    [
      'target',
      'task',
      'seed',
      'validationFraction',
      'testFraction',
      'testFile',
      'testRows',
      'split',
      'likelihood',
      'sampleWeights',
    ],
    'a table holds its targets itself',
  );
  const summary = await summarise(path, options.target);
  requireRows(path, summary.rows);
  const notes: string[] = [];
  if (options.target === undefined) notes.push(`The target is the last column, \`${summary.target.name}\`.`);
  const target = planTarget(path, summary.target, taskAsked(options));
  notes.push(...target.notes);
  const { sampleWeights } = options;
  if (sampleWeights !== undefined) requireWeights(path, summary.features, sampleWeights);
  const plans = planFeatures(
    path,
    summary.features.filter(({ name }) => name !== sampleWeights),
    notes,
  );

  const { testFile } = options;
  const test = testFile === undefined ? undefined : { path: testFile, ...(await countRows(testFile)) };
  const all = { features: plans, target: target.plan, ...(sampleWeights !== undefined && { weights: sampleWeights }) };
  const into = reserveRows(path, summary.rows + (test?.rows ?? 0), plans.length, sampleWeights !== undefined);
  const table = await readAgain(path, summary.version, () =>
    readLabelled(path, all, summary.rows, { into, from: 0, notes }),
  );
  const tested =
    test &&
    (await readAgain(test.path, test.version, () =>
      readLabelled(test.path, all, test.rows, { into, from: table.count, notes }),
    ));
  if (tested?.count === 0) {
    throw new SecateurError('DATA_INVALID', `${testFile}: has no rows to test on. Add rows, or leave it out.`);
  }
  const count = table.count + (tested?.count ?? 0);
  return tableDataset(
    {
      source: path,
      data: into.data.subarray(0, count * plans.length),
      plans,
      targets: into.targets.subarray(0, count),
      target: target.plan,
      ...(into.weights && { weights: { column: sampleWeights!, values: into.weights.subarray(0, count) } }),
      sourceRows: table.fileRows,
      sourceRowCount: table.fileRowCount,
      ...(tested && { testCount: tested.count }),
      hashes: [table.sha256, ...(tested ? [tested.sha256] : [])],
      notes,
    },
    options,
  );
}

function requireWeights(path: string, columns: readonly ColumnSummary[], name: string): void {
  if (columns.some((column) => column.name === name)) return;
  const names = columns.map((column) => column.name);
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `${path}: there is no column '${name}' for weights beside the target. Choose one of: ${shortList(names, 20)}.`,
  );
}

/** How to read the columns that stay; `notes` says what is left out or lost. */
export function planFeatures(path: string, columns: readonly ColumnSummary[], notes: string[]): ColumnPlan[] {
  const plans: ColumnPlan[] = [];
  for (const column of columns) {
    const plan = planColumn(path, column);
    if ('dropped' in plan) notes.push(plan.dropped);
    else {
      if (plan.kind === 'numeric') notes.push(...lossNotes(column));
      plans.push(plan);
    }
  }
  return plans;
}

async function countRows(path: string): Promise<{ rows: number; version: FileVersion }> {
  const version = await versionOf(path);
  let records = 0;
  const { sha256 } = await readRecords(path, () => records++);
  return { rows: Math.max(0, records - 1), version: { ...version, sha256 } };
}
