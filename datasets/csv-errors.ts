import { SecateurError } from '../core/index.ts';
import { shortList } from './short-list.ts';

/** How errors name a cell. */
export function at(path: string, line: number, column: string): string {
  return `${path}, line ${line}, column '${column}'`;
}

export function raggedRow(path: string, line: number, found: number, expected: string): SecateurError {
  return new SecateurError(
    'FORMAT_INVALID',
    `${path}, line ${line}: has ${found} ${found === 1 ? 'cell' : 'cells'} where ${expected}. Quote cells that contain the delimiter, or repair the line.`,
  );
}

export function columnAbsent(path: string, names: readonly string[], name: string): SecateurError {
  return new SecateurError(
    'DATA_INVALID',
    `${path}: has no column '${name}'. Its columns are: ${shortList(names, 20)}. Add the column or correct its name.`,
  );
}
