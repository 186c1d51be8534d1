import { SecateurError } from '../core/index.ts';
import { canonical, isMissing, parseNumber } from './csv-cell.ts';
import { at, columnAbsent } from './csv-errors.ts';
import { readCsv } from './csv-file.ts';
import type { ColumnPlan } from './csv-plan.ts';

export interface Values {
  /** Row-major `[rows, plans.length]`: numbers, or category indices (-1 where unknown); NaN where missing. */
  readonly data: Float32Array;
  readonly rows: number;
  /** `[rows]`: the line of the file each row ends on. */
  readonly lines: Uint32Array;
  /** Columns of the file that no plan asks for. */
  readonly ignored: readonly string[];
  readonly sha256: string;
}

/**
 * Reads the planned columns, found by name and in any order; memory is that of the numbers.
 * @throws DATA_INVALID for a column that is absent, text or infinity where a number belongs; and as `readCsv`.
 */
export async function readValues(path: string, plans: readonly ColumnPlan[]): Promise<Values> {
  const width = plans.length;
  let data = new Float32Array(1024 * width);
  let lines = new Uint32Array(1024);
  let rows = 0;
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
      if (rows === lines.length) {
        data = grown(data, new Float32Array(2 * data.length));
        lines = grown(lines, new Uint32Array(2 * lines.length));
      }
      lines[rows] = line;
      for (let column = 0; column < width; column++) {
        const { index, read } = readers[column]!;
        data[rows * width + column] = read(cells[index]!, line);
      }
      rows++;
    };
  });
  return { data: data.slice(0, rows * width), rows, lines: lines.slice(0, rows), ignored, sha256 };
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

function cellReader(path: string, plan: ColumnPlan): (text: string, line: number) => number {
  if (plan.kind === 'numeric') return (text, line) => readNumber(path, plan.name, text, line);
  const indexOf = new Map(plan.categories.map((category, index) => [category, index]));
  return (text) => (isMissing(text) ? (indexOf.get('') ?? Number.NaN) : (indexOf.get(canonical(text)) ?? -1));
}

function grown<T extends Float32Array | Uint32Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
