import { columnCount, type InputSpec, SecateurError } from '../core/essentials.ts';
import type { Rows } from './contract.ts';

/**
 * All rows after one another, `rows * width` values; a `Float32Array` is passed through, not copied.
 * @throws SHAPE_MISMATCH when a row has another width, or there is no row.
 */
export function flatRows(rows: Rows, width: number, name: string): Float32Array {
  if (rows instanceof Float32Array) return wholeRows(rows, width, name);
  if (rows.length === 0 || typeof rows[0] === 'number') {
    return wholeRows(Float32Array.from(rows as readonly number[]), width, name);
  }
  const flat = new Float32Array(rows.length * width);
  for (const [index, row] of (rows as readonly (Float32Array | readonly number[])[]).entries()) {
    if (row.length !== width) throw wrongWidth(name, width, `${row.length} in row ${index + 1}`);
    flat.set(row, index * width);
  }
  return flat;
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

/**
 * Before the call, for tables: a missing category would otherwise pass as one never seen.
 * @throws DATA_INVALID for the first value that is infinite, or missing (NaN) where the model has no substitute.
 */
export function checkValues(flat: Float32Array, input: InputSpec, name: string): void {
  const width = columnCount(input);
  for (let index = 0; index < flat.length; index++) {
    const value = flat[index]!;
    if (Number.isFinite(value)) continue;
    const column = input.kind === 'table' ? input.columns[index % width] : undefined;
    if (Number.isNaN(value) && column?.kind === 'numeric' && column.imputed) continue;
    const what = column ? `column '${column.name}'` : `value ${(index % width) + 1}`;
    const remedy = Number.isNaN(value)
      ? 'The training data had no missing values here, so the model has no substitute: give a number.'
      : 'Give a finite number.';
    throw new SecateurError(
      'DATA_INVALID',
      `${name}: row ${Math.floor(index / width) + 1}, ${what} is ${value}. ${remedy}`,
    );
  }
}

/**
 * After the call: NaN or infinity in any value that the network reads ends as NaN in the answer, and looking there
 * is far cheaper than at every pixel of every image.
 * @throws DATA_INVALID naming the value behind an answer that is not a number.
 */
export function checkAnswers(answers: Float32Array, flat: Float32Array, input: InputSpec, name: string): void {
  for (let index = 0; index < answers.length; index++) {
    if (Number.isFinite(answers[index]!)) continue;
    checkValues(flat, input, name);
    const remedy = 'Look for values far outside those of the training data.';
    throw new SecateurError('DATA_INVALID', `${name}: the answer is ${answers[index]}. ${remedy}`);
  }
}
