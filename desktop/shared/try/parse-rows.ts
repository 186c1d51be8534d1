import type { TryColumn, TryTable } from './try-input.ts';

export interface ParsedRows {
  /** Raw values, row after row. */
  readonly rows: Float32Array<ArrayBuffer>;
  readonly count: number;
  /** What columns of text have indices of. */
  readonly texts: readonly string[];
}

const mostRows = 1000;

/**
 * Rows as they are copied from a table or a file: separated by tabs, commas or semicolons, quoted where need be. A first
 * line of column names puts columns in order, and more than those of the model are passed over.
 * @returns in place of rows a sentence about the first thing that cannot be read
 */
export function parsePastedRows(text: string, { columns }: TryTable): ParsedRows | string {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const [first] = lines;
  if (first === undefined) return 'There is no row.';
  const separator = ['\t', ';', ','].find((candidate) => first.includes(candidate)) ?? ',';
  const cells = lines.map((line) => cellsOf(line, separator));
  const names = columns.map(({ name }) => name);
  const isHeader = names.some((name) => cells[0]!.includes(name)) && cells[0]!.every((cell) => !isNumber(cell));
  const places = isHeader ? names.map((name) => cells[0]!.indexOf(name)) : names.map((_, at) => at);
  const missing = places.indexOf(-1);
  if (missing >= 0) return `The column '${names[missing]}' is not there.`;
  const body = isHeader ? cells.slice(1) : cells;
  if (body.length === 0) return 'There is no row below the names.';
  if (body.length > mostRows) return `There are more than ${mostRows} rows.`;
  const rows = new Float32Array(body.length * columns.length);
  const texts = new Map<string, number>();
  for (const [row, found] of body.entries()) {
    if (found.length < names.length) {
      return `Row ${row + 1} has ${found.length} values, and the model takes ${names.length}.`;
    }
    for (const [at, column] of columns.entries()) {
      const value = rawValue(found[places[at]!] ?? '', column, texts);
      if (typeof value === 'string') return `Row ${row + 1}, '${column.name}': ${value}`;
      rows[row * columns.length + at] = value;
    }
  }
  return { rows, count: body.length, texts: [...texts.keys()] };
}

/** A number, NaN for a missing one where the model accepts that, the index of a category, -1 for one never seen, of a text. */
function rawValue(cell: string, column: TryColumn, texts: Map<string, number>): number | string {
  const text = cell.trim();
  if (column.kind === 'text') {
    const index = texts.get(text) ?? texts.size;
    texts.set(text, index);
    return index;
  }
  if (column.kind === 'categorical') return column.categories.indexOf(text);
  if (text === '' || /^(na|nan|null|\?)$/i.test(text)) {
    return column.imputed ? Number.NaN : 'is missing, and training saw no missing values here.';
  }
  return isNumber(text) ? Number(text) : `'${text.slice(0, 40)}' is no number.`;
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}

function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [];
  let [cell, isQuoted] = ['', false];
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!;
    if (character === '"' && isQuoted && line[at + 1] === '"') {
      cell += '"';
      at++;
    } else if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += character;
  }
  return [...cells, cell.trim()];
}
