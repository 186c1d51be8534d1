import { formatFigure } from '../../core/index.ts';

/** How often a figure fits into its reference: `÷13.4` is 13.4 times less, `×1.2` more, `=` within half a percent. */
export function formatRatio(value: number, reference: number): string {
  if (!(value > 0 && reference > 0)) return value === reference ? '=' : '';
  if (Math.abs(value / reference - 1) < 0.005) return '=';
  return value < reference ? `÷${formatFigure(reference / value)}` : `×${formatFigure(value / reference)}`;
}

/** A difference of two shares in percentage points, with a true minus sign: `−0.12`. */
export function formatPoints(difference: number): string {
  const text = (100 * Math.abs(difference)).toFixed(2);
  return text === '0.00' ? '=' : `${difference < 0 ? '−' : '+'}${text}`;
}

/** On one line, without what steers a terminal, and not longer than `length` characters. */
export function shorten(text: string, length: number): string {
  const characters = Array.from(plain(text));
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`;
}

/** Without control and direction characters, which could rewrite what a terminal or a reader shows around them. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\p{Cs}]/gu, '');
}
