import type { Column } from '../core/index.ts';
import type { ColumnPlan } from './csv-plan.ts';
import { shortList } from './short-list.ts';

export interface Fitted {
  readonly columns: readonly Column[];
  /** `[n, columns.length]`, categories renumbered to those of `columns`. */
  readonly rows: Float32Array;
  readonly notes: readonly string[];
}

/**
 * Estimates mean, scale and categories on the training rows and leaves out the columns that are constant there.
 * @param data `[n, plans.length]`
 */
export function fitColumns(data: Float32Array, plans: readonly ColumnPlan[], train: Uint32Array): Fitted {
  const width = plans.length;
  const count = data.length / width;
  const columns: Column[] = [];
  const values: Float32Array[] = [];
  const constant: string[] = [];
  const notes: string[] = [];
  for (const [index, plan] of plans.entries()) {
    const all = Float32Array.from({ length: count }, (_, row) => data[row * width + index]!);
    const trained = Float32Array.from(train, (row) => all[row]!);
    const fit = plan.kind === 'numeric' ? fitNumeric(plan.name, all, trained) : fitCategorical(plan, all, trained);
    if (fit === undefined) {
      constant.push(`\`${plan.name}\``);
      continue;
    }
    columns.push(fit.column);
    values.push(fit.values);
    if (fit.note) notes.push(fit.note);
  }
  if (constant.length === 1) notes.push(`Column ${constant[0]} is constant in the training rows and left out.`);
  if (constant.length > 1) {
    notes.push(`Columns ${shortList(constant, 10)} are constant in the training rows and left out.`);
  }
  const rows = new Float32Array(count * columns.length);
  for (const [column, from] of values.entries()) {
    for (let row = 0; row < count; row++) rows[row * columns.length + column] = from[row]!;
  }
  return { columns, rows, notes };
}

interface ColumnFit {
  readonly column: Column;
  readonly values: Float32Array;
  readonly note?: string;
}

function fitNumeric(name: string, all: Float32Array, trained: Float32Array): ColumnFit | undefined {
  const { mean, scale } = meanAndScale(trained.filter((value) => !Number.isNaN(value)));
  if (!(scale > 0)) return undefined;
  // Also where only held-out rows miss a value: the file shows that it can be missing.
  const missing = all.reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0);
  const column: Column = { kind: 'numeric', name, mean, scale, imputed: missing > 0 };
  if (missing === 0) return { column, values: all };
  const what = missing === 1 ? '1 missing value in' : `${missing} missing values in`;
  return { column, values: all, note: `${what} \`${name}\` replaced by the training mean, ${mean.toPrecision(4)}.` };
}

function fitCategorical(
  plan: ColumnPlan & { kind: 'categorical' },
  all: Float32Array,
  trained: Float32Array,
): ColumnFit | undefined {
  const seen = [...new Set(trained)].sort((a, b) => a - b);
  if (seen.length < 2) return undefined;
  const renumbered = new Map(seen.map((before, after) => [before, after]));
  const categories = seen.map((index) => plan.categories[index]!);
  const values = all.map((index) => renumbered.get(index) ?? -1);
  const strangers = values.reduce((sum, value) => sum + (value < 0 ? 1 : 0), 0);
  const empty = categories.includes('') ? ', one of them for missing values' : '';
  const unseen = strangers > 0 ? `; ${strangers} held-out values are of none of these` : '';
  const note = `Column \`${plan.name}\` is text with ${categories.length} categories${empty}${unseen}.`;
  return { column: { kind: 'categorical', name: plan.name, categories }, values, note };
}

/** Mean and standard deviation (divided by n), both rounded to float32 as the exported model will hold them. */
export function meanAndScale(values: Float32Array): { mean: number; scale: number } {
  const first = values[0] ?? 0;
  let sum = 0;
  let sumOfSquares = 0;
  // Distances from the first value keep their digits where the mean is far larger than the spread.
  for (const value of values) sum += value - first;
  const centre = sum / values.length;
  for (const value of values) sumOfSquares += (value - first - centre) ** 2;
  return { mean: Math.fround(first + centre), scale: Math.fround(Math.sqrt(sumOfSquares / values.length)) };
}
