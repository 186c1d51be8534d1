import { canonical, hasDecimalComma, hasLeadingZero, isMissing, parseNumber } from './csv-cell.ts';
import { columnAbsent } from './csv-errors.ts';
import { readCsv } from './csv-file.ts';
import { type FileVersion, versionOf } from './file-version.ts';

export interface Cell {
  readonly text: string;
  readonly line: number;
}

/** What one reading of a file tells about a column; enough to decide how to read it again. */
export interface ColumnSummary {
  readonly name: string;
  missing: number;
  numbers: number;
  texts: number;
  /** Different values, undefined once there are more than a feature's 100 categories or a target's 1,000 classes. */
  distinct: Set<string> | undefined;
  /** The same, where `1`, `1.0` and `01` count as three. */
  spellings: Set<string> | undefined;
  readonly maximumDistinct: number;
  /** Whether its values count 0, 1, 2, ... or 1, 2, 3, ... from the first row to the last. */
  countsRows: boolean;
  whole: boolean;
  firstText: Cell | undefined;
  firstNumber: Cell | undefined;
  firstInfinite: Cell | undefined;
  firstDecimalComma: Cell | undefined;
  firstLeadingZero: Cell | undefined;
  /** A whole number that float32 cannot hold. */
  firstRounded: Cell | undefined;
}

export interface TableSummary {
  readonly rows: number;
  readonly target: ColumnSummary;
  /** All columns but the target. */
  readonly features: readonly ColumnSummary[];
  readonly version: FileVersion;
}

export const maximumClasses = 1000;
export const maximumCategories = 100;

/**
 * First reading of a table: memory does not grow with the number of rows.
 * @param target the column to predict, the last one when undefined.
 * @throws DATA_INVALID when there is no such column; and as `readCsv`.
 */
export async function summarise(path: string, target: string | undefined): Promise<TableSummary> {
  let columns: ColumnSummary[] = [];
  let targetName = '';
  let rows = 0;
  const version = await versionOf(path);
  const { sha256 } = await readCsv(path, (names) => {
    targetName = target ?? names.at(-1)!;
    if (!names.includes(targetName)) throw columnAbsent(path, names, targetName);
    columns = names.map((name) => emptySummary(name, name === targetName ? maximumClasses : maximumCategories));
    return (cells, line) => {
      for (let index = 0; index < cells.length; index++) addCell(columns[index]!, cells[index]!, line, rows);
      rows++;
    };
  });
  return {
    rows,
    target: columns.find(({ name }) => name === targetName)!,
    features: columns.filter(({ name }) => name !== targetName),
    version: { ...version, sha256 },
  };
}

export function emptySummary(name: string, maximumDistinct: number): ColumnSummary {
  return {
    name,
    missing: 0,
    numbers: 0,
    texts: 0,
    distinct: new Set(),
    spellings: new Set(),
    maximumDistinct,
    countsRows: true,
    whole: true,
    firstText: undefined,
    firstNumber: undefined,
    firstInfinite: undefined,
    firstDecimalComma: undefined,
    firstLeadingZero: undefined,
    firstRounded: undefined,
  };
}

/** Counts one value in; `row` is zero-based. */
export function addCell(column: ColumnSummary, text: string, line: number, row: number): void {
  if (isMissing(text)) {
    column.missing++;
    column.countsRows = false;
    return;
  }
  const value = parseNumber(text);
  if (value === undefined) {
    column.texts++;
    column.countsRows = false;
    column.firstText ??= { text, line };
    if (hasDecimalComma(text)) column.firstDecimalComma ??= { text, line };
  } else {
    column.numbers++;
    column.firstNumber ??= { text, line };
    if (!Number.isFinite(value)) column.firstInfinite ??= { text, line };
    if (column.whole && !Number.isInteger(value)) column.whole = false;
    const exact = Number(text);
    if (column.countsRows && exact !== row + Number(column.firstNumber.text)) column.countsRows = false;
    if (value !== exact && Number.isInteger(exact)) column.firstRounded ??= { text, line };
    if (column.firstLeadingZero === undefined && hasLeadingZero(text)) column.firstLeadingZero = { text, line };
  }
  if (column.spellings?.has(text)) return;
  column.spellings = withValue(column.spellings, text, column.maximumDistinct);
  if (column.distinct) column.distinct = withValue(column.distinct, canonical(text), column.maximumDistinct);
}

function withValue(values: Set<string> | undefined, value: string, maximum: number): Set<string> | undefined {
  values?.add(value);
  return values && values.size > maximum ? undefined : values;
}

/** The different values as they would become categories; undefined when there are too many. */
export function valuesOf(column: ColumnSummary): Set<string> | undefined {
  return column.firstLeadingZero ? column.spellings : column.distinct;
}

/** Whether numbers with leading zeros are codes: there are few of them, each in two rows or more on average. */
export function areCodes(column: ColumnSummary): boolean {
  if (column.firstLeadingZero === undefined || column.spellings === undefined) return false;
  return column.spellings.size <= (column.numbers + column.texts) / 2;
}
