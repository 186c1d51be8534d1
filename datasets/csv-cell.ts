const missingTexts = new Set(['', '?', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL']);
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const infinite = /^[+-]?inf(?:inity)?$/i;

/** The spellings of a missing value: nothing, `?`, NA, N/A, NaN, null. */
export function isMissing(text: string): boolean {
  return missingTexts.has(text);
}

/**
 * A number as float32 holds it: infinite when the text says so or when it is too large for float32, undefined when the
 * text is not a decimal number (hexadecimal and thousands separators are text).
 */
export function parseNumber(text: string): number | undefined {
  if (decimal.test(text)) return Math.fround(Number(text));
  if (infinite.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return undefined;
}

export function hasDecimalComma(text: string): boolean {
  return /^[+-]?\d+,\d+$/.test(text);
}

/** A whole number that somebody wrote with zeros in front: more likely a code (`007`, a postcode) than a quantity. */
export function hasLeadingZero(text: string): boolean {
  return /^0\d+$/.test(text);
}

/**
 * How texts are compared with a column's categories: as they are where one of these has a leading zero, so that `01`
 * and `1` stay two codes; otherwise equal numbers (`1`, `1.0`) are one category.
 */
export function spellingFor(categories: readonly string[]): (text: string) => string {
  return categories.some(hasLeadingZero) ? (text) => text : canonical;
}

/** One spelling for equal numbers (`1`, `1.0`, `01`), the text itself for anything else. */
export function canonical(text: string): string {
  return decimal.test(text) ? String(Number(text)) : text;
}

/** Numbers in numeric order where all are numbers, otherwise the order of their UTF-16 code units. */
export function sortValues(values: Iterable<string>): string[] {
  const list = [...values];
  list.sort();
  return list.every((value) => decimal.test(value)) ? list.sort((a, b) => Number(a) - Number(b)) : list;
}
