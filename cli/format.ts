import type { Score } from '../trainer/index.ts';

/** `12,345` */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `1,234 bytes`, `12.3 kB`, `4.56 MB`, `7.89 GB`; decimal units. */
export function bytes(value: number): string {
  if (value < 10_000) return `${count(value)} bytes`;
  if (value < 1e6) return `${significant(value / 1e3)} kB`;
  return value < 1e9 ? `${significant(value / 1e6)} MB` : `${significant(value / 1e9)} GB`;
}

export function milliseconds(value: number): string {
  return value < 1 ? `${significant(value * 1000)} us` : `${significant(value)} ms`;
}

/** Three figures, without an exponent. */
export function significant(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** `12 s`, `3:05 min`, `1:02:05 h` */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const padded = (value: number) => String(Math.floor(value)).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${padded(seconds % 60)} min`;
  return `${Math.floor(seconds / 3600)}:${padded((seconds % 3600) / 60)}:${padded(seconds % 60)} h`;
}

export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}

/** The first figure and, where it is known, the log-likelihood per example. */
export function formatScore(score: Score): string {
  const { logLikelihood } = score;
  const first = formatFirst(score);
  return logLikelihood === undefined ? first : `${first}, log-likelihood ${significant(logLikelihood)}`;
}

function formatFirst({ name, value }: Score): string {
  switch (name) {
    case 'accuracy':
      return `accuracy ${percent(value, 2)}`;
    case 'rmse':
      return `RMSE ${significant(value)}`;
    case 'deviance':
      return `mean deviance ${significant(value)}`;
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
