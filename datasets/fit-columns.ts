import type { Column } from '../core/index.ts';
import type { ColumnPlan } from './csv-plan.ts';
import { columnMeansAndScales, type MeanAndScale, noteOnResolution, requireUsableScale } from './mean-and-scale.ts';
import { shortList } from './short-list.ts';

export interface Fitted {
  readonly columns: readonly Column[];
  /** `[n, columns.length]`, categories renumbered to those of `columns`; the start of the memory of `data`. */
  readonly rows: Float32Array;
  readonly notes: readonly string[];
}

/** What becomes of one column; undefined where it is constant in the training rows. */
interface ColumnFit {
  readonly column: Column;
  /** New index of each category, -1 where no training row has it. */
  readonly renumbered?: Int32Array;
}

/**
 * Estimates mean, scale and categories on the training rows and leaves out the columns that are constant there.
 * @param data `[n, plans.length]`; it is overwritten, because a large table fits into memory once but not twice.
 * @param keepConstant whether constant columns stay, with the scale 1
 * @throws DATA_INVALID for a column whose spread is beyond float32's reach.
 */
export function fitColumns(
  source: string,
  data: Float32Array,
  plans: readonly ColumnPlan[],
  train: Uint32Array,
  keepConstant = false,
): Fitted {
  const width = plans.length;
  const statistics = columnMeansAndScales(data, width, train);
  const missing = countMissing(data, width);
  const fits = plans.map((plan, index) =>
    plan.kind === 'numeric'
      ? // Imputed also where only held-out rows miss a value: the file shows that it can be missing.
        fitNumeric(source, plan.name, statistics[index]!, missing[index]! > 0, keepConstant)
      : fitCategorical(plan, data, width, index, train, keepConstant),
  );
  const kept = fits.flatMap((fit, index) => (fit ? [{ ...fit, index, strangers: 0 }] : []));

  const count = data.length / width;
  for (let row = 0, to = 0; row < count; row++) {
    for (const fit of kept) {
      const value = data[row * width + fit.index]!;
      data[to++] = fit.renumbered ? (fit.renumbered[value] ?? -1) : value;
      if (fit.renumbered && data[to - 1] === -1) fit.strangers++;
    }
  }
  return {
    columns: kept.map(({ column }) => column),
    rows: data.subarray(0, count * kept.length),
    notes: [
      ...kept.flatMap(({ column, index, strangers }) => noteOn(column, missing[index]!, strangers)),
      ...noteOnConstant(plans.filter((_, index) => fits[index] === undefined)),
    ],
  };
}

function countMissing(data: Float32Array, width: number): Uint32Array {
  const missing = new Uint32Array(width);
  for (let from = 0; from < data.length; from += width) {
    for (let column = 0; column < width; column++) {
      if (Number.isNaN(data[from + column]!)) missing[column]!++;
    }
  }
  return missing;
}

function fitNumeric(
  source: string,
  name: string,
  fit: MeanAndScale,
  imputed: boolean,
  keepConstant: boolean,
): ColumnFit | undefined {
  if (fit.scale === 0) {
    return keepConstant ? { column: { kind: 'numeric', name, mean: fit.mean, scale: 1, imputed } } : undefined;
  }
  requireUsableScale(source, name, fit);
  return { column: { kind: 'numeric', name, ...fit, imputed } };
}

function fitCategorical(
  plan: ColumnPlan & { kind: 'categorical' },
  data: Float32Array,
  width: number,
  index: number,
  train: Uint32Array,
  keepConstant: boolean,
): ColumnFit | undefined {
  const seen = new Uint8Array(plan.categories.length);
  for (const row of train) seen[data[row * width + index]!] = 1;
  const categories = plan.categories.filter((_, category) => seen[category] === 1);
  if (categories.length < 2 && !keepConstant) return undefined;
  let next = 0;
  const renumbered = Int32Array.from(seen, (isSeen) => (isSeen ? next++ : -1));
  return { column: { kind: 'categorical', name: plan.name, categories }, renumbered };
}

function noteOn(column: Column, missing: number, strangers: number): string[] {
  if (column.kind === 'numeric') {
    const resolution = noteOnResolution(column.name, column);
    if (missing === 0) return resolution;
    const what = missing === 1 ? '1 missing value in' : `${missing} missing values in`;
    return [...resolution, `${what} \`${column.name}\` replaced by the training mean, ${column.mean.toPrecision(4)}.`];
  }
  const { name, categories } = column;
  const empty = categories.includes('') ? ', one of them for missing values' : '';
  const unseen = strangers > 0 ? `; ${strangers} held-out values are of none of these` : '';
  return [`Column \`${name}\` is text with ${categories.length} categories${empty}${unseen}.`];
}

function noteOnConstant(plans: readonly ColumnPlan[]): string[] {
  const names = plans.map(({ name }) => `\`${name}\``);
  if (names.length === 0) return [];
  if (names.length === 1) return [`Column ${names[0]} is constant in the training rows and left out.`];
  return [`Columns ${shortList(names, 10)} are constant in the training rows and left out.`];
}
