import { SecateurError } from '../../core/essentials.ts';
import type { FeatureRow, NumberArray, Rows } from '../model/contract.ts';
import { described } from './feature-rows.ts';

/** Rows by position. */
export type ArrayRows = Exclude<Rows, readonly FeatureRow[]>;

/**
 * All rows after one another, `rows * width` values; a `Float32Array` is passed through, not copied.
 * @throws SHAPE_MISMATCH when a row has another width, or there is no row; DATA_INVALID for what is no number
 */
export function flatRows(rows: ArrayRows, width: number, name: string): Float32Array {
  if (rows instanceof Float32Array) return wholeRows(rows, width, name);
  if (isNumberArray(rows)) return wholeRows(Float32Array.from(rows), width, name);
  if (!Array.isArray(rows)) {
    const remedy = 'Give an array of rows, a typed array of numbers, or values by name.';
    throw new SecateurError('ARGUMENT_INVALID', `${name}: ${described(rows)} is no row. ${remedy}`);
  }
  const isOfRows = rows.length > 0 && typeof rows[0] === 'object' && rows[0] !== null;
  if (!isOfRows) {
    const flat = new Float32Array(rows.length);
    setNumbers(flat, 0, rows, width, name);
    return wholeRows(flat, width, name);
  }
  const flat = new Float32Array(rows.length * width);
  for (const [index, row] of (rows as readonly unknown[]).entries()) {
    const isRow = Array.isArray(row) || isNumberArray(row);
    if (!isRow)
      throw new SecateurError('DATA_INVALID', `${name}: row ${index + 1} is ${described(row)}, no array of numbers.`);
    if (row.length !== width) throw wrongWidth(name, width, `${row.length} in row ${index + 1}`);
    if (Array.isArray(row)) setNumbers(flat, index * width, row, width, name);
    else flat.set(row, index * width);
  }
  return flat;
}

function isNumberArray(found: unknown): found is NumberArray {
  return ArrayBuffer.isView(found) && !(found instanceof DataView) && typeof (found as NumberArray)[0] !== 'bigint';
}

/** Text would pass for the number it reads as, or for a missing value. */
function setNumbers(flat: Float32Array, start: number, values: readonly unknown[], width: number, name: string): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value === 'number') {
      flat[start + index] = value;
      continue;
    }
    const at = start + index;
    const where = `row ${Math.floor(at / width) + 1}, value ${(at % width) + 1}`;
    throw new SecateurError('DATA_INVALID', `${name}: ${where} is ${described(value)}, no number.`);
  }
}

function wholeRows(flat: Float32Array, width: number, name: string): Float32Array {
  if (flat.length > 0 && flat.length % width === 0) return flat;
  throw wrongWidth(name, width, flat.length < width ? `${flat.length}` : `${flat.length}, no whole number of rows`);
}

function wrongWidth(name: string, width: number, got: string): SecateurError {
  const remedy = 'Give every value of a row, in the order of the columns.';
  return new SecateurError(
    'SHAPE_MISMATCH',
    `${name}: the model takes ${width} values a row but got ${got}. ${remedy}`,
  );
}
