import { InvalidArgumentError } from 'commander';

const mostWidths = 16;

/** Reads `0.25,0.5,1`; the whole width is always among them. */
export function parseWidths(text: string): readonly number[] {
  const widths = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (widths.length <= mostWidths && widths.every((width) => width > 0 && width <= 1)) {
    return [...new Set([...widths, 1])].sort((a, b) => a - b);
  }
  throw new InvalidArgumentError(`Give up to ${mostWidths} parts above 0, at most 1, for example 0.25,0.5,0.75,1.`);
}
