import { formatFigure, formatPercent } from '../core/index.ts';
import type { Score } from '../trainer/index.ts';

/** The first figure and, where it is known, the log-likelihood per example. */
export function formatScore(score: Score): string {
  const { logLikelihood } = score;
  const first = formatFirst(score);
  return logLikelihood === undefined ? first : `${first}, log-likelihood ${formatFigure(logLikelihood)}`;
}

function formatFirst({ name, value }: Score): string {
  switch (name) {
    case 'accuracy':
      return `accuracy ${formatPercent(value, 2)}`;
    case 'rmse':
      return `RMSE ${formatFigure(value)}`;
    case 'deviance':
      return `mean deviance ${formatFigure(value)}`;
    default:
      return name satisfies never;
  }
}

/** Columns two spaces apart; numbers read best to the right, so all but the first are right-aligned. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (most, row) => row.map((cell, column) => Math.max(cell.length, most[column] ?? 0)),
    [],
  );
  return rows
    .map((row) =>
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
    )
    .map((line) => line.trimEnd())
    .join('\n');
}

/** `Name    text` lines. */
export function fields(entries: readonly (readonly [name: string, text: string])[]): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, text]) => `${name.padEnd(width)}  ${text}`).join('\n');
}
