import { SecateurError } from '../core/index.ts';
import { isMissing, parseNumber, spellingFor } from './csv-cell.ts';
import { at, columnAbsent } from './csv-errors.ts';
import { readCsv } from './csv-file.ts';
import type { ColumnPlan } from './csv-plan.ts';

export type CellReader = (text: string, line: number) => number;

/**
 * Streams the planned columns, found by name and in any order, past `onRow`.
 * @param onRow gets one value a plan, in memory that the next row reuses: numbers, or category indices (-1 where
 * unknown); NaN where missing.
 * @returns as well the columns of the file that no plan asks for.
 * @throws DATA_INVALID for a column that is absent, text or infinity where a number belongs; and as `readCsv`.
 */
export async function readValues(
  path: string,
  plans: readonly ColumnPlan[],
  onRow: (values: Float32Array, line: number) => void,
): Promise<{ ignored: readonly string[]; sha256: string }> {
  const values = new Float32Array(plans.length);
  let ignored: string[] = [];
  const { sha256 } = await readCsv(path, (names) => {
    const wanted = new Set(plans.map(({ name }) => name));
    ignored = names.filter((name) => !wanted.has(name));
    const positions = new Map(names.map((name, index) => [name, index]));
    const readers = plans.map((plan) => {
      const index = positions.get(plan.name);
      if (index === undefined) throw columnAbsent(path, names, plan.name);
      return { index, read: cellReader(path, plan) };
    });
    return (cells, line) => {
      for (const [column, { index, read }] of readers.entries()) values[column] = read(cells[index]!, line);
      onRow(values, line);
    };
  });
  return { ignored, sha256 };
}

/** @throws DATA_INVALID naming line and column. */
export function readNumber(path: string, name: string, text: string, line: number): number {
  if (isMissing(text)) return Number.NaN;
  const value = parseNumber(text);
  if (value === undefined || !Number.isFinite(value)) {
    throw new SecateurError(
      'DATA_INVALID',
      `${at(path, line, name)}: '${text}' is not a finite number. Correct it, or leave the cell empty where the value is missing.`,
    );
  }
  return value;
}

/** From the text of a cell to its number, or to the index of its category. */
export function cellReader(path: string, plan: ColumnPlan): CellReader {
  if (plan.kind === 'numeric') return (text, line) => readNumber(path, plan.name, text, line);
  const indexOf = new Map(plan.categories.map((category, index) => [category, index]));
  const spell = spellingFor(plan.categories);
  return (text) => (isMissing(text) ? (indexOf.get('') ?? Number.NaN) : (indexOf.get(spell(text)) ?? -1));
}
