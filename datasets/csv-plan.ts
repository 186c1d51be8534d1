import { SecateurError } from '../core/index.ts';
import { hasDecimalComma, sortValues } from './csv-cell.ts';
import { at } from './csv-errors.ts';
import { areCodes, type ColumnSummary, maximumCategories, valuesOf } from './csv-summary.ts';

/** How the cells of one column become numbers. */
export type ColumnPlan =
  | { readonly kind: 'numeric'; readonly name: string }
  | { readonly kind: 'categorical'; readonly name: string; readonly categories: readonly string[] };

const mostlyNumbers = 0.95;
const rowNumberNames = /^(?:column 1|unnamed: 0|id|index|row|rowid|row_?names?|no\.?)$/i;

/**
 * Decides how to read a feature column, or why to leave it out:
 * - numbers of which one has a leading zero: categories if there are few of them, because these are codes (`007`);
 * - only numbers: numeric; more than 95 % numbers: an error, because the rest are more likely slips than categories;
 * - otherwise text, one category per value; left out when there are more than 100 categories or more categories than
 *   half the rows (names, identifiers, free text), but an error when most of these are numbers;
 * - left out as well: a column without any value, and one called `id`, `index` or the like that counts the rows.
 * @throws DATA_INVALID naming the first cell that does not fit.
 */
export function planColumn(path: string, column: ColumnSummary): ColumnPlan | { readonly dropped: string } {
  const { name } = column;
  const present = column.numbers + column.texts;
  if (present === 0) return { dropped: `Column \`${name}\` has no values and was left out.` };
  if (column.countsRows && rowNumberNames.test(name)) {
    return { dropped: `Column \`${name}\` only numbers the rows and was left out.` };
  }
  if (!areCodes(column) && isNumeric(path, column)) return { kind: 'numeric', name };

  const distinct = valuesOf(column);
  const isIdentifier = distinct === undefined || distinct.size > present / 2;
  refuseDecimalCommas(path, column);
  if (isIdentifier) {
    if (column.numbers > column.texts) throw strayText(path, column);
    const count = distinct === undefined ? `more than ${maximumCategories}` : `${distinct.size}`;
    return {
      dropped: `Column \`${name}\` has ${count} different texts in ${present} values, like a name or an identifier, and was left out.`,
    };
  }
  const categories = new Set(distinct);
  if (column.missing > 0) categories.add('');
  return { kind: 'categorical', name, categories: sortValues(categories) };
}

/**
 * A few numbers with commas would pass for a few categories, many for names.
 * @throws DATA_INVALID where a column of texts seems to be one of numbers that are written so
 */
export function refuseDecimalCommas(path: string, column: ColumnSummary): void {
  const { name, firstDecimalComma } = column;
  if (!firstDecimalComma) return;
  const distinct = valuesOf(column);
  const isNumber = (text: string) => hasDecimalComma(text) || (text !== '' && !Number.isNaN(Number(text)));
  const isIdentifier = distinct === undefined || distinct.size > (column.numbers + column.texts) / 2;
  if (!isIdentifier && ![...distinct].every(isNumber)) return;
  throw new SecateurError(
    'DATA_INVALID',
    `${at(path, firstDecimalComma.line, name)}: '${firstDecimalComma.text}' has a comma. Write decimals with a point (1.5), and thousands without a separator (1000).`,
  );
}

/** What reading a column as numbers loses. */
export function lossNotes({ name, firstLeadingZero, firstRounded }: ColumnSummary): string[] {
  const notes: string[] = [];
  if (firstLeadingZero) {
    notes.push(`Column \`${name}\` is read as numbers, so that leading zeros (${firstLeadingZero.text}) do not count.`);
  }
  if (firstRounded) {
    notes.push(
      `Column \`${name}\` has whole numbers (${firstRounded.text}) with more digits than 32-bit floating point holds; they are rounded to 7 digits.`,
    );
  }
  return notes;
}

/** @throws DATA_INVALID when a column of numbers holds a few texts, or an infinite value. */
export function isNumeric(path: string, column: ColumnSummary): boolean {
  const present = column.numbers + column.texts;
  if (present === 0 || column.numbers / present <= mostlyNumbers) return false;
  if (column.firstText) throw strayText(path, column);
  if (column.firstInfinite) {
    throw new SecateurError(
      'DATA_INVALID',
      `${at(path, column.firstInfinite.line, column.name)}: '${column.firstInfinite.text}' is infinite, or too large for 32-bit floating point. Correct it, or leave the cell empty where the value is missing.`,
    );
  }
  return true;
}

export function strayText(path: string, column: ColumnSummary): SecateurError {
  const { text, line } = column.firstText!;
  return new SecateurError(
    'DATA_INVALID',
    `${at(path, line, column.name)}: '${text}' is not a number, but ${column.numbers} other values of the column are. Correct it, or leave the cell empty where the value is missing.`,
  );
}
