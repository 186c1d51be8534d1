import { basename } from 'node:path';
import { SecateurError, type Task } from '../core/index.ts';
import { type ColumnPlan, planColumn } from './csv-plan.ts';
import { type ColumnSummary, summarise } from './csv-summary.ts';
import type { Dataset, LoadOptions, Split } from './dataset.ts';
import { fitColumns, meanAndScale } from './fit-columns.ts';
import { planTarget } from './infer-task.ts';
import { type Labelled, readLabelled } from './labelled-rows.ts';
import { provenanceHash } from './provenance.ts';
import { splitAround, stratifiedSplit } from './split.ts';

const minimumRows = 10;

/**
 * A table with a header. It is read twice, first to find out what its columns are, then for their values, so that
 * memory is that of the numbers. See `planColumn` and `planTarget` for what is inferred.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, FORMAT_INVALID, DATA_INVALID, ARGUMENT_INVALID.
 */
export async function loadCsv(path: string, options: LoadOptions): Promise<Dataset> {
  const summary = await summarise(path, options.target);
  requireRows(path, summary.rows);
  const notes: string[] = [];
  const targetName = summary.target.name;
  if (options.target === undefined) notes.push(`The target is the last column, \`${targetName}\`.`);
  const target = planTarget(path, summary.target, options.task);
  if (target.note) notes.push(target.note);
  const plans = planFeatures(path, summary.features, notes);

  const table = await readLabelled(path, [...plans, target.plan], notes);
  requireRows(path, table.targets.length);
  const tested =
    options.testFile === undefined ? undefined : await readLabelled(options.testFile, [...plans, target.plan], notes);
  if (tested?.targets.length === 0) {
    throw new SecateurError('DATA_INVALID', `${options.testFile}: has no rows to test on. Add rows, or leave it out.`);
  }
  const data = tested ? joined(table.features, tested.features) : table.features;
  const targets = tested ? joined(table.targets, tested.targets) : table.targets;
  const split = chooseSplit(path, options, table, tested, target.plan);

  const { train, validation, test } = split;
  notes.push(
    `${train.length} rows train, ${validation.length} validate, ${test.length} test (seed ${options.seed ?? 0}).`,
  );

  const fitted = fitColumns(data, plans, train);
  notes.push(...fitted.notes);
  if (fitted.columns.length === 0) {
    throw new SecateurError(
      'DATA_INVALID',
      `${path}: no column is left to learn from. ${notes.join(' ')} Add columns that vary from row to row.`,
    );
  }
  const task = fitTask(path, target.plan, targets, train, notes);
  const { seed = 0, validationFraction, testFraction, testRows } = options;
  return {
    name: basename(path),
    input: { kind: 'table', columns: fitted.columns },
    task,
    rows: fitted.rows,
    targets,
    split,
    provenance: {
      source: path,
      sha256: provenanceHash([table.sha256, ...(tested ? [tested.sha256] : [])], {
        target: targetName,
        task: task.kind,
        seed,
        validationFraction,
        testFraction,
        testRows,
      }),
    },
    notes,
  };
}

function requireRows(path: string, rows: number): void {
  if (rows >= minimumRows) return;
  throw new SecateurError(
    'DATA_INVALID',
    `${path}: has ${rows === 0 ? 'a header but no rows' : `only ${rows} usable ${rows === 1 ? 'row' : 'rows'}`}; ${minimumRows} are the least to learn from. Add rows.`,
  );
}

function planFeatures(path: string, columns: readonly ColumnSummary[], notes: string[]): ColumnPlan[] {
  const plans: ColumnPlan[] = [];
  for (const column of columns) {
    const plan = planColumn(path, column);
    if ('dropped' in plan) notes.push(plan.dropped);
    else plans.push(plan);
  }
  return plans;
}

function chooseSplit(
  path: string,
  options: LoadOptions,
  table: Labelled,
  tested: Labelled | undefined,
  target: ColumnPlan,
): Split {
  const { seed = 0, validationFraction = 0.1, testFraction, testRows } = options;
  if ([options.testFile, testFraction, testRows].filter((option) => option !== undefined).length > 1) {
    throw new SecateurError('ARGUMENT_INVALID', 'Give only one of testFile, testFraction and testRows.');
  }
  const count = table.targets.length;
  const stratumOf = (rows: Float32Array) => (target.kind === 'categorical' ? rows : new Uint8Array(rows.length));
  if (tested !== undefined) {
    const own = stratifiedSplit(stratumOf(table.targets), { seed, validationFraction, testFraction: 0 });
    return { ...own, test: Uint32Array.from({ length: tested.targets.length }, (_, row) => count + row) };
  }
  if (testRows !== undefined) {
    const stranger = testRows.find((row) => !(Number.isInteger(row) && row >= 0 && row < table.fileRowCount));
    if (stranger !== undefined) {
      throw new SecateurError(
        'ARGUMENT_INVALID',
        `testRows: ${stranger} is not a row of ${path}, which has rows 0 to ${table.fileRowCount - 1}.`,
      );
    }
    const chosen = new Set(testRows);
    const test = Uint32Array.from({ length: count }, (_, row) => row).filter((row) => chosen.has(table.fileRows[row]!));
    return splitAround(test, stratumOf(table.targets), { seed, validationFraction });
  }
  return stratifiedSplit(stratumOf(table.targets), { seed, validationFraction, testFraction: testFraction ?? 0.2 });
}

function fitTask(path: string, target: ColumnPlan, targets: Float32Array, train: Uint32Array, notes: string[]): Task {
  const trained = Float32Array.from(train, (row) => targets[row]!);
  if (target.kind === 'numeric') {
    const { mean, scale } = meanAndScale(trained);
    if (scale > 0) return { kind: 'regression', target: target.name, mean, scale };
    throw new SecateurError(
      'DATA_INVALID',
      `${path}: the target '${target.name}' is the same in all ${train.length} training rows. Add examples of other values.`,
    );
  }
  const labels = target.categories;
  const counts = new Uint32Array(labels.length);
  for (const label of trained) counts[label]!++;
  const rare = labels.filter((_, index) => counts[index]! < 2).map((label) => `'${label}'`);
  if (rare.length > 0) {
    notes.push(`Too few examples to learn or to check: one training row or none has the class ${rare.join(', ')}.`);
  }
  if (counts.filter((count) => count > 0).length < 2) {
    throw new SecateurError(
      'DATA_INVALID',
      `${path}: the training rows have only one class of '${target.name}'. Choose other test rows, or add examples.`,
    );
  }
  return { kind: 'classification', labels };
}

function joined(first: Float32Array, second: Float32Array): Float32Array {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
