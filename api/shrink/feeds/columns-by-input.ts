import { type Column, SecateurError, type TableInput } from '../../../core/index.ts';
import type { Rows } from '../../../datasets/index.ts';
import type { Feed, ValueInfo } from '../../../runtime/index.ts';
import { listed, numberOfDims, type RowFeeds, typedValues } from './feeds.ts';

export interface Table {
  readonly name: string;
  readonly input: TableInput;
  readonly rows: Rows;
}

/** Of which columns, by position, each input of a model is made. */
export type Assignment = readonly { readonly input: ValueInfo; readonly columns: readonly number[] }[];

/**
 * For models with several inputs: one for each column, by name, as skl2onnx makes of a data frame; or the columns in
 * their order, where the inputs are as wide as the table and none of them is called like a column.
 * @throws SHAPE_MISMATCH naming the inputs without a column
 */
export function columnsByInput(model: string, inputs: readonly ValueInfo[], table: Table): RowFeeds {
  const assignment = assign(model, inputs, table);
  const width = table.input.columns.length;
  return (rows) =>
    Object.fromEntries(
      assignment.map(({ input, columns }) => {
        const at = (row: number, column: number) => table.rows[row * width + column]!;
        return [input.name, feedOf(model, input, columns, table, rows, at)];
      }),
    );
}

/** @throws SHAPE_MISMATCH as `columnsByInput` */
export function assign(
  model: string,
  inputs: readonly ValueInfo[],
  { name, input: { columns } }: Omit<Table, 'rows'>,
): Assignment {
  const positions = new Map(columns.map((column, index) => [plain(column.name), index]));
  const found = inputs.map((input) => positions.get(plain(input.name)));
  if (found.every((position) => position !== undefined)) {
    return inputs.map((input, index) => ({ input, columns: [found[index]!] }));
  }
  const widths = inputs.map((input) => numberOfDims(input) ?? 1);
  const total = widths.reduce((sum, width) => sum + width, 0);
  if (total === columns.length && found.every((position) => position === undefined)) {
    let next = 0;
    return inputs.map((input, index) => ({
      input,
      columns: Array.from({ length: widths[index]! }, () => next++),
    }));
  }
  const missing = inputs.filter((_, index) => found[index] === undefined).map((input) => input.name);
  throw new SecateurError(
    'SHAPE_MISMATCH',
    `${model}: has ${inputs.length} inputs, and ${name} has no columns for ${listed(missing)}; its columns are ${listed(columns.map((column) => column.name))}. Name the columns as the inputs are named.`,
  );
}

/** Exporters replace what is no letter or digit. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '_');
}

function feedOf(
  model: string,
  input: ValueInfo,
  columns: readonly number[],
  table: Table,
  rows: Uint32Array,
  at: (row: number, column: number) => number,
): Feed {
  const dims = [rows.length, ...input.dims.slice(1).map((dim) => (typeof dim === 'number' ? dim : columns.length))];
  const cells = Array.from(rows).flatMap((row) => columns.map((column) => [column, at(row, column)] as const));
  if (input.type === 'string') {
    return { type: 'string', data: cells.map(([column, value]) => textOf(table.input.columns[column]!, value)), dims };
  }
  const values = cells.map(([column, value]) => numberOf(model, input, table.input.columns[column]!, value));
  return typedValues(model, input, Float32Array.from(values), dims);
}

function textOf(column: Column, value: number): string {
  return column.kind === 'numeric' ? String(value) : (column.categories[value] ?? '');
}

function numberOf(model: string, input: ValueInfo, column: Column, value: number): number {
  if (column.kind === 'numeric') return value;
  const text = column.categories[value] ?? '';
  const number = text === '' ? Number.NaN : Number(text);
  if (text === '' || !Number.isNaN(number)) return number;
  throw new SecateurError(
    'SHAPE_MISMATCH',
    `${model}: its input '${input.name}' takes numbers, but the column '${column.name}' holds text ('${text}'). Give the table as the model was trained on it.`,
  );
}
