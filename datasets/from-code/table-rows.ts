import { createHash } from 'node:crypto';
import { SecateurError } from '../../core/index.ts';
import { maximumCategories, maximumClasses } from '../csv-summary.ts';
import type { Dataset, LoadOptions } from '../dataset.ts';
import { planTarget } from '../infer-task.ts';
import { reserveRows } from '../labelled-rows.ts';
import { planFeatures } from '../load-csv.ts';
import { sampleWeights } from '../sample-weights.ts';
import { shortList } from '../short-list.ts';
import { requireRows, tableDataset } from '../table-dataset.ts';
import { taskAsked } from '../task-asked.ts';
import { type Cell, type CollectedColumn, collect, newColumn, writeCells } from './cells.ts';

/** By column name, or in the order of `columns`. */
export type TableRow = Readonly<Record<string, Cell>> | readonly Cell[];

export interface TableRowsOptions {
  /** Names of the columns, the target among them; by default those of the first row. */
  readonly columns?: readonly string[];
  /** The last column when not given. */
  readonly target?: string;
  /** A column that says how much each row counts in training, and is no feature. */
  readonly sampleWeights?: string;
}

/** See `datasetFrom`. */
export async function tableFromRows(
  source: string,
  rows: AsyncIterable<TableRow> | Iterable<TableRow>,
  { columns: names, target: targetName, sampleWeights: weightsName }: TableRowsOptions,
  options: LoadOptions,
): Promise<Dataset> {
  const hash = createHash('sha256');
  let columns = names && newColumns(source, names, targetName);
  for await (const row of rows) {
    columns ??= newColumns(source, isList(row) ? [] : Object.keys(row), targetName);
    const values = valuesOf(source, columns, row);
    for (const [index, column] of columns.entries()) collect(column, source, values[index]);
    hash.update(`${JSON.stringify(columns.map(({ cells }) => String(cells.at(-1))))}\n`);
  }
  const count = columns?.[0]?.cells.length ?? 0;
  requireRows(source, count);
  const all = columns!;
  const label = all.find(({ summary }) => summary.name === (targetName ?? all.at(-1)!.summary.name))!;
  const weighing = weightsName === undefined ? undefined : weighingColumn(source, all, label, weightsName);
  const features = all.filter((column) => column !== label && column !== weighing);
  const notes = targetName === undefined ? [`The target is the last column, \`${label.summary.name}\`.`] : [];
  const target = planTarget(source, label.summary, taskAsked(options));
  notes.push(...target.notes);
  const plans = planFeatures(
    source,
    features.map(({ summary }) => summary),
    notes,
  );

  const { data, targets } = reserveRows(source, count, plans.length);
  writeCells(label, target.plan, source, targets);
  for (const [from, plan] of plans.entries()) {
    const column = features.find(({ summary }) => summary.name === plan.name)!;
    writeCells(column, plan, source, data, { from, stride: plans.length });
  }
  const weights = new Float32Array(count);
  if (weighing) writeCells(weighing, { kind: 'numeric', name: weightsName! }, source, weights);
  const sourceRows = Uint32Array.from(targets, (_, row) => row).filter((row) => !Number.isNaN(targets[row]!));
  for (const [to, row] of sourceRows.entries()) {
    targets[to] = targets[row]!;
    weights[to] = weights[row]!;
    data.copyWithin(to * plans.length, row * plans.length, (row + 1) * plans.length);
  }
  if (sourceRows.length < count) {
    notes.push(`${count - sourceRows.length} of ${count} rows have no \`${label.summary.name}\` and were left out.`);
  }
  return tableDataset(
    {
      source,
      data: data.subarray(0, sourceRows.length * plans.length),
      plans,
      targets: targets.subarray(0, sourceRows.length),
      target: target.plan,
      ...(weighing && {
        weights: sampleWeights(
          weightsName!,
          weights.subarray(0, sourceRows.length),
          (row) => `${source}, row ${sourceRows[row]! + 1}`,
        ),
      }),
      sourceRows,
      sourceRowCount: count,
      hashes: [JSON.stringify(all.map(({ summary }) => summary.name)), hash.digest('hex')],
      notes,
    },
    options,
  );
}

function weighingColumn(
  source: string,
  columns: readonly CollectedColumn[],
  label: CollectedColumn,
  name: string,
): CollectedColumn {
  const found = columns.find((column) => column.summary.name === name && column !== label);
  if (found) return found;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `${source}: there is no column '${name}' for weights beside the target. The columns are: ${shortList(
      columns.map(({ summary }) => summary.name),
      20,
    )}.`,
  );
}

function newColumns(source: string, names: readonly string[], target: string | undefined): CollectedColumn[] {
  if (names.length < 2 || new Set(names).size < names.length) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `${source}: the columns are [${shortList(names, 10)}]. Name two or more, each once, with the option columns or by rows that are objects.`,
    );
  }
  const targetName = target ?? names.at(-1)!;
  if (!names.includes(targetName)) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `${source}: there is no column '${targetName}' to predict. The columns are: ${shortList(names, 20)}.`,
    );
  }
  return names.map((name) => newColumn(name, name === targetName ? maximumClasses : maximumCategories));
}

function valuesOf(source: string, columns: readonly CollectedColumn[], row: TableRow): readonly unknown[] {
  const place = `${source}, row ${columns[0]!.cells.length + 1}`;
  if (isList(row)) {
    if (row.length === columns.length) return row;
    throw new SecateurError(
      'DATA_INVALID',
      `${place}: has ${row.length} values where there are ${columns.length} columns. Write null where one is missing.`,
    );
  }
  if (typeof row !== 'object' || row === null) {
    throw new SecateurError('DATA_INVALID', `${place}: is ${String(row)}. Give an object or a list of values.`);
  }
  const stranger = Object.keys(row).find((name) => !columns.some(({ summary }) => summary.name === name));
  if (stranger === undefined) {
    return columns.map(({ summary }) => (Object.hasOwn(row, summary.name) ? row[summary.name] : undefined));
  }
  throw new SecateurError(
    'DATA_INVALID',
    `${place}: has a column '${stranger}' that the rows before have not. List all of them with the option columns.`,
  );
}

function isList(row: TableRow): row is readonly Cell[] {
  return Array.isArray(row);
}
