import { SecateurError } from '../../core/index.ts';
import type { ColumnPlan } from '../csv-plan.ts';
import { addCell, type ColumnSummary, emptySummary } from '../csv-summary.ts';
import { cellReader } from '../csv-values.ts';

/** One value; null, undefined and NaN are missing. */
export type Cell = number | string | boolean | null | undefined;

/** The values of one column as they arrive; summarised like a column of a file. */
export interface CollectedColumn {
  readonly summary: ColumnSummary;
  readonly cells: (number | string)[];
}

export function newColumn(name: string, maximumDistinct: number): CollectedColumn {
  return { summary: emptySummary(name, maximumDistinct), cells: [] };
}

/** @throws DATA_INVALID for a value that is no `Cell`; rows are counted from 1, like the lines of a file. */
export function collect({ summary, cells }: CollectedColumn, source: string, value: unknown): void {
  const row = cells.length;
  if (value !== null && !['number', 'string', 'boolean', 'undefined'].includes(typeof value)) {
    throw new SecateurError(
      'DATA_INVALID',
      `${source}, row ${row + 1}, '${summary.name}': is ${Array.isArray(value) ? 'a list' : `of type ${typeof value}`}. Give a number, a text, a boolean or null.`,
    );
  }
  const cell = typeof value === 'number' ? value : typeof value === 'string' ? value.trim() : String(value ?? '');
  cells.push(cell);
  addCell(summary, String(cell), row + 1, row);
}

/** Writes numbers or category indices (NaN where missing) to every `stride`-th place of `into`, from `from` on. */
export function writeCells(
  { cells }: CollectedColumn,
  plan: ColumnPlan,
  source: string,
  into: Float32Array,
  { from = 0, stride = 1 } = {},
): void {
  const read = cellReader(source, plan);
  for (const [row, cell] of cells.entries()) into[from + row * stride] = read(String(cell), row + 1);
}
