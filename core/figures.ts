/** Figures as people read them: the one place for the command line, reports and pages. */

/** A whole number: `266,610`. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Three significant digits, or all before the point, plain where that is readable: `0.0214`, `1.2`, `12,345`, `1.2e-7`. */
export function formatFigure(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(1);
  return size >= 99.95 ? formatCount(value) : String(Number(value.toPrecision(3)));
}

/** For axes and narrow places: `950`, `1.2k`, `34M`. */
export function formatShort(value: number): string {
  for (const [scale, letter] of scales) {
    if (Math.abs(value) >= 0.9995 * scale) return `${Number((value / scale).toPrecision(3))}${letter}`;
  }
  return String(Number(value.toPrecision(3)));
}

const scales = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** In units of a thousand: `1 byte`, `1,234 bytes`, `12.3 kB`, `4.56 MB`, `7.89 GB`. */
export function formatBytes(bytes: number): string {
  if (bytes === 1) return '1 byte';
  if (bytes < 10_000) return `${formatCount(bytes)} bytes`;
  if (bytes < 999_500) return `${formatFigure(bytes / 1e3)} kB`;
  return bytes < 999.5e6 ? `${formatFigure(bytes / 1e6)} MB` : `${formatFigure(bytes / 1e9)} GB`;
}

/** A short time: `850 µs`, `1.2 ms`. */
export function formatMilliseconds(milliseconds: number): string {
  return milliseconds < 0.9995 ? `${formatFigure(milliseconds * 1000)} µs` : `${formatFigure(milliseconds)} ms`;
}

/** A long time: `12 s`, `3:05 min`, `1:02:05 h`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const padded = (value: number) => String(Math.floor(value)).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${padded(seconds % 60)} min`;
  return `${Math.floor(seconds / 3600)}:${padded((seconds % 3600) / 60)}:${padded(seconds % 60)} h`;
}

/** A share of 1: `12.3 %`. What rounds to nothing has no sign. */
export function formatPercent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits).replace(/^-(0\.?0*)$/, '$1')} %`;
}
