import { canonical, hasDecimalComma, isMissing, parseNumber } from './csv-cell.ts';
import { readCsv } from './csv-file.ts';

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
  /** Different values, undefined once there are more than `maximumDistinct`. */
  distinct: Set<string> | undefined;
  /** Whether its values count 0, 1, 2, ... or 1, 2, 3, ... from the first row to the last. */
  countsRows: boolean;
  whole: boolean;
  firstText: Cell | undefined;
  firstNumber: Cell | undefined;
  firstInfinite: Cell | undefined;
  firstDecimalComma: Cell | undefined;
}

export interface TableSummary {
  readonly rows: number;
  readonly columns: readonly ColumnSummary[];
  readonly sha256: string;
}

export const maximumDistinct = 1000;

/** First reading of a table: memory does not grow with the number of rows. Errors as `readCsv`. */
export async function summarise(path: string): Promise<TableSummary> {
  let columns: ColumnSummary[] = [];
  let rows = 0;
  const { sha256 } = await readCsv(path, (names) => {
    columns = names.map(emptySummary);
    return (cells, line) => {
      for (let index = 0; index < cells.length; index++) addCell(columns[index]!, cells[index]!, line, rows);
      rows++;
    };
  });
  return { rows, columns, sha256 };
}

function emptySummary(name: string): ColumnSummary {
  return {
    name,
    missing: 0,
    numbers: 0,
    texts: 0,
    distinct: new Set(),
    countsRows: true,
    whole: true,
    firstText: undefined,
    firstNumber: undefined,
    firstInfinite: undefined,
    firstDecimalComma: undefined,
  };
}

function addCell(column: ColumnSummary, text: string, line: number, row: number): void {
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
    if (column.countsRows && value !== row + Number(column.firstNumber.text)) column.countsRows = false;
  }
  if (column.distinct !== undefined) {
    column.distinct.add(canonical(text));
    if (column.distinct.size > maximumDistinct) column.distinct = undefined;
  }
}
