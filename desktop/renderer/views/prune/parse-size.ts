const multiples: Readonly<Record<string, number>> = { '': 1, k: 1e3, kb: 1e3, m: 1e6, mb: 1e6, g: 1e9, gb: 1e9 };

/** `12000`, `50k`, `1.5 MB`; undefined for what is no size. */
export function parseSize(text: string): number | undefined {
  const [, digits, unit = ''] = /^\s*([\d.,]+)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const multiple = multiples[unit.toLowerCase()];
  const size = Math.round(Number(digits?.replaceAll(',', '')) * (multiple ?? Number.NaN));
  return Number.isSafeInteger(size) && size > 0 ? size : undefined;
}
