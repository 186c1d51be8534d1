import { type CategoricalColumn, type InputSpec, SecateurError } from '../../core/essentials.ts';
import type { FeatureRow, FeatureValue, Rows } from '../model/contract.ts';

/** The rows, where they are by name and not by position; one row counts as several. */
export function namedRows(rows: FeatureRow | Rows): readonly FeatureRow[] | undefined {
  if (isFeatureRow(rows)) return [rows];
  return Array.isArray(rows) && isFeatureRow(rows[0]) ? (rows as readonly FeatureRow[]) : undefined;
}

export function isFeatureRow(found: unknown): found is FeatureRow {
  return typeof found === 'object' && found !== null && !Array.isArray(found) && !ArrayBuffer.isView(found);
}

/**
 * Values by position: numbers as they are, categories as their index, one that training never saw as -1, and null as
 * missing.
 * @throws DATA_INVALID naming row and feature: one that the model does not have, one that is absent, and text where a number
 * belongs or the other way round; ARGUMENT_INVALID for a model that takes pixels
 */
export function flatFeatures(rows: readonly FeatureRow[], input: InputSpec, name: string): Float32Array {
  if (input.kind !== 'table') {
    const remedy = 'Give every row as an array of raw pixels.';
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `${name}: the model takes images, whose values have no names. ${remedy}`,
    );
  }
  const { columns } = input;
  const known = new Set(columns.map((column) => column.name));
  const flat = new Float32Array(rows.length * columns.length);
  for (const [index, row] of rows.entries()) {
    checkNames(row, known, `${name}: row ${index + 1}`);
    for (const [at, column] of columns.entries()) {
      const value = row[column.name];
      const where = `${name}: row ${index + 1}, feature '${column.name}'`;
      flat[index * columns.length + at] =
        column.kind === 'numeric' ? numberOf(value, where) : categoryOf(value, column, where);
    }
  }
  return flat;
}

/** @throws DATA_INVALID for what is no row, and for features that are unknown or absent. */
export function checkNames(row: unknown, known: ReadonlySet<string>, where: string): void {
  const takes = `The model takes ${[...known]
    .map((feature) => `'${feature}'`)
    .join(', ')
    .slice(0, 500)}.`;
  if (!isFeatureRow(row))
    throw new SecateurError('DATA_INVALID', `${where} has no names, but the first one does. ${takes}`);
  const unknown = Object.keys(row).find((feature) => !known.has(feature));
  if (unknown !== undefined) {
    throw new SecateurError('DATA_INVALID', `${where}: there is no feature '${unknown.slice(0, 100)}'. ${takes}`);
  }
  const absent = [...known].find((feature) => !Object.hasOwn(row, feature) || row[feature] === undefined);
  if (absent === undefined) return;
  throw new SecateurError('DATA_INVALID', `${where}: the feature '${absent}' is absent. ${takes}`);
}

/** Whether a missing value has a substitute is found out with all other values, in `checkValues`. */
function numberOf(value: FeatureValue | undefined, where: string): number {
  if (value === null) return Number.NaN;
  if (typeof value === 'number') return value;
  throw new SecateurError('DATA_INVALID', `${where} takes a number but got ${described(value)}.`);
}

function categoryOf(value: FeatureValue | undefined, { categories }: CategoricalColumn, where: string): number {
  // A number can only be meant for a category that is written like it: as an index it would be a guess.
  const index = value === null ? categories.indexOf('') : categories.indexOf(String(value));
  if (index >= 0 || typeof value === 'string') return index;
  const takes = categories
    .slice(0, 10)
    .map((category) => `'${category}'`)
    .join(', ');
  const more = categories.length > 10 ? ', ...' : '';
  throw new SecateurError(
    'DATA_INVALID',
    `${where} takes a category as text (${takes}${more}) but got ${described(value)}.`,
  );
}

export function described(value: unknown): string {
  if (typeof value === 'string') return `the text '${value.slice(0, 100)}'`;
  if (value === null) return 'null';
  if (typeof value === 'object') return Array.isArray(value) ? 'an array' : 'an object';
  return typeof value === 'bigint' ? `${value}n` : String(value);
}
