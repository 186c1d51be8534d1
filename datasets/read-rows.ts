import { columnCount, type ImageInput, type InputSpec, SecateurError, type TableInput } from '../core/index.ts';
import { parseNumber } from './csv-cell.ts';
import { at, raggedRow } from './csv-errors.ts';
import { readRecords } from './csv-file.ts';
import type { ColumnPlan } from './csv-plan.ts';
import { readNumber, readValues } from './csv-values.ts';
import { shortList } from './short-list.ts';

export interface PredictionRows {
  /** `[n, columnCount(input)]`, what `Dataset.rows` holds. */
  readonly rows: Float32Array;
  readonly notes: readonly string[];
}

/**
 * Rows of a CSV file to predict on. A table's columns are found by name, in any order, others ignored; pixels are
 * found by position, with or without a header.
 * @throws DATA_INVALID naming line and column: a column that is absent, a value missing where training had none,
 * text where a number belongs; and what reading can throw (FILE_NOT_FOUND, FILE_UNREADABLE, FORMAT_INVALID).
 */
export async function readRows(path: string, input: InputSpec): Promise<PredictionRows> {
  const read = input.kind === 'image' ? await readPixels(path, input) : await readTable(path, input);
  if (read.rows.length === 0) {
    throw new SecateurError('DATA_INVALID', `${path}: has no rows to predict on. Add one line per example.`);
  }
  return read;
}

async function readTable(path: string, input: TableInput): Promise<PredictionRows> {
  const plans = input.columns.map(
    (column): ColumnPlan =>
      column.kind === 'numeric'
        ? { kind: 'numeric', name: column.name }
        : { kind: 'categorical', name: column.name, categories: column.categories },
  );
  const width = plans.length;
  let data = new Float32Array(1024 * width);
  const lines: number[] = [];
  const { ignored } = await readValues(path, plans, (values, line) => {
    const from = lines.length * width;
    if (from === data.length) {
      const grown = new Float32Array(2 * data.length);
      grown.set(data);
      data = grown;
    }
    data.set(values, from);
    lines.push(line);
  });
  const rows = lines.length;
  const notes = ignored.length > 0 ? [`Columns the model does not use: ${shortList(ignored, 10)}.`] : [];
  for (const [index, column] of input.columns.entries()) {
    let replaced = 0;
    let unseen = 0;
    for (let row = 0; row < rows; row++) {
      const position = row * width + index;
      const value = data[position]!;
      if (column.kind === 'categorical') {
        if (Number.isNaN(value)) data[position] = -1;
        if (data[position] === -1) unseen++;
      } else if (Number.isNaN(value)) {
        if (!column.imputed) throw unexpectedlyMissing(path, lines[row]!, column.name);
        replaced++;
      }
    }
    if (replaced > 0) {
      const what = replaced === 1 ? '1 missing value' : `${replaced} missing values`;
      notes.push(`${what} in \`${column.name}\` replaced by the training mean.`);
    }
    if (unseen > 0) {
      const what = unseen === 1 ? '1 value' : `${unseen} values`;
      notes.push(`${what} in \`${column.name}\` never seen in training.`);
    }
  }
  return { rows: data.slice(0, rows * width), notes };
}

function unexpectedlyMissing(path: string, line: number, column: string): SecateurError {
  return new SecateurError(
    'DATA_INVALID',
    `${at(path, line, column)}: no value. Training had one in every row, so the model cannot do without: fill it in or leave the row out.`,
  );
}

async function readPixels(path: string, input: ImageInput): Promise<PredictionRows> {
  const width = columnCount(input);
  const rows: Float32Array[] = [];
  await readRecords(path, (cells, line) => {
    if (rows.length === 0 && line === 1 && cells.every((cell) => parseNumber(cell) === undefined)) return;
    if (cells.length !== width) {
      throw raggedRow(path, line, cells.length, `an image of ${input.height} x ${input.width} needs ${width}`);
    }
    rows.push(Float32Array.from(cells, (cell, index) => readPixel(path, cell, line, index, input)));
  });
  const data = new Float32Array(rows.length * width);
  for (const [index, row] of rows.entries()) data.set(row, index * width);
  return { rows: data, notes: [] };
}

function readPixel(path: string, cell: string, line: number, index: number, { scale, measured }: ImageInput): number {
  const value = readNumber(path, String(index + 1), cell, line);
  if (measured ? Number.isFinite(value) : value >= 0 && value <= scale) return value;
  throw new SecateurError(
    'DATA_INVALID',
    `${at(path, line, String(index + 1))}: '${cell}' is not ${measured ? 'a number. The model takes all of them' : `a pixel from 0 to ${scale}. Write raw pixels, not scaled ones`}.`,
  );
}
