import { basename, extname } from 'node:path';
import { type Column, SecateurError } from '../core/index.ts';
import { readBytes } from '../files/index.ts';
import { parseNpy } from './arrays/npy.ts';
import { isMissing, parseNumber } from './csv-cell.ts';
import { columnAbsent, raggedRow } from './csv-errors.ts';
import { readRecords } from './csv-file.ts';
import type { Dataset, LoadOptions } from './dataset.ts';
import { decodeImage } from './images/decode-image.ts';
import { resize, toGrey } from './images/resize.ts';
import { refuseOptions } from './refuse-options.ts';

/** Rows without anything to predict: what a model is fed, and no more. */
export type UnlabelledRows = Pick<Dataset, 'name' | 'input' | 'rows'> & { readonly count: number };

export type UnlabelledOptions = Pick<LoadOptions, 'target' | 'imageSize' | 'grey'>;

/**
 * Reads rows for a model that says nothing of its columns: a table, where a header counts if there is one; a .npy array whose
 * first axis counts rows; or one PNG or JPEG file.
 * @param options.target a column to leave out
 * @returns undefined for any other kind of source
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, FORMAT_INVALID, DATA_INVALID; ARGUMENT_INVALID for options of another kind of source
 */
export async function readUnlabelled(
  source: string,
  options: UnlabelledOptions = {},
): Promise<UnlabelledRows | undefined> {
  switch (extname(source).toLowerCase()) {
    case '.csv':
    case '.tsv':
      refuseOptions(source, options, ['target'], 'a table is read as it is');
      return readTable(source, options.target);
    case '.npy':
      refuseOptions(source, options, [], 'arrays have no named columns');
      return readArray(source);
    case '.png':
    case '.jpg':
    case '.jpeg':
      refuseOptions(source, options, ['imageSize', 'grey'], 'an image has no columns');
      return readImage(source, options);
    default:
      return undefined;
  }
}

async function readTable(path: string, leftOut: string | undefined): Promise<UnlabelledRows> {
  const records: (readonly string[])[] = [];
  await readRecords(path, (cells, line) => {
    const width = records[0]?.length ?? cells.length;
    if (cells.length !== width) throw raggedRow(path, line, cells.length, `the first line has ${width}`);
    records.push(cells);
  });
  const [first, ...others] = records;
  const hasHeader = first?.some((cell) => parseNumber(cell) === undefined && !isMissing(cell)) ?? false;
  const data = hasHeader ? others : records;
  if (!first || data.length === 0) {
    throw new SecateurError('DATA_INVALID', `${path}: has no rows to predict on. Add one line per example.`);
  }
  const names = first.map((cell, index) => (hasHeader && cell !== '' ? cell : `column ${index + 1}`));
  if (leftOut !== undefined && !names.includes(leftOut)) throw columnAbsent(path, names, leftOut);
  const positions = [...names.keys()].filter((index) => names[index] !== leftOut);
  const columns = positions.map((index) =>
    columnOf(
      names[index]!,
      data.map((cells) => cells[index]!),
    ),
  );
  const rows = new Float32Array(data.length * columns.length);
  for (const [at, { values }] of columns.entries()) {
    for (let row = 0; row < data.length; row++) rows[row * columns.length + at] = values[row]!;
  }
  return {
    name: basename(path),
    input: { kind: 'table', columns: columns.map(({ column }) => column) },
    rows,
    count: data.length,
  };
}

/** A column is one of texts as soon as one cell is no number. */
function columnOf(name: string, cells: readonly string[]): { readonly column: Column; readonly values: Float32Array } {
  const numbers = cells.map((cell) => (isMissing(cell) ? Number.NaN : parseNumber(cell)));
  if (numbers.every((value) => value !== undefined)) {
    return { column: { kind: 'numeric', name, mean: 0, scale: 1, imputed: false }, values: Float32Array.from(numbers) };
  }
  const places = new Map<string, number>();
  const values = Float32Array.from(cells, (cell) => {
    if (!places.has(cell)) places.set(cell, places.size);
    return places.get(cell)!;
  });
  return { column: { kind: 'categorical', name, categories: [...places.keys()] }, values };
}

async function readArray(path: string): Promise<UnlabelledRows> {
  const { shape, length, at, textAt } = parseNpy(await readBytes(path), path);
  const [count = 0] = shape;
  if (count === 0 || length === 0 || textAt) {
    const what = textAt ? 'holds texts' : 'has no rows';
    throw new SecateurError('DATA_INVALID', `${path}: ${what}. Give an array of numbers whose first axis counts rows.`);
  }
  const columns = Array.from({ length: length / count }, (_, index) => ({
    kind: 'numeric' as const,
    name: `value ${index + 1}`,
    mean: 0,
    scale: 1,
    imputed: false,
  }));
  const rows = Float32Array.from({ length }, (_, index) => at(index));
  return { name: basename(path), input: { kind: 'table', columns }, rows, count };
}

async function readImage(path: string, { imageSize, grey = false }: UnlabelledOptions): Promise<UnlabelledRows> {
  const decoded = decodeImage(await readBytes(path), path);
  const whole = grey ? toGrey(decoded) : decoded;
  const { height, width, channels, data } = imageSize ? resize(whole, imageSize) : whole;
  return { name: basename(path), input: { kind: 'image', height, width, channels, scale: 255 }, rows: data, count: 1 };
}
