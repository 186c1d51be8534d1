import { SecateurError } from '../../core/index.ts';

/** What a model may cost at most; all limits hold at once. */
export interface Budget {
  readonly limits: readonly Limit[];
}

export interface Limit {
  readonly quantity: Quantity;
  /**
   * In the quantity's unit: bytes of the file, a count, milliseconds; of `accuracy` the part of all rows that may be lost
   * against the original, of `rmse` and `deviance` the rise as a part of the original's.
   */
  readonly most: number;
}

export type SizeQuantity = 'bytes' | 'parameters' | 'macs';
/** Of one row a call, measured on this machine. */
export type LatencyQuantity = 'p50' | 'p90' | 'p99';
/** How much worse than the original, as `score` counts. */
export type ScoreQuantity = 'accuracy' | 'rmse' | 'deviance';
export type Quantity = SizeQuantity | LatencyQuantity | ScoreQuantity;

/** How limits are written, for help texts. */
export const budgetUsages = ['50kB', 'params<12000', 'macs<100k', 'p99<1ms', 'accuracy>-0.5%', 'rmse<+2%'] as const;

const names: ReadonlyMap<string, Quantity> = new Map([
  ['bytes', 'bytes'],
  ['size', 'bytes'],
  ['params', 'parameters'],
  ['parameters', 'parameters'],
  ['macs', 'macs'],
  ['p50', 'p50'],
  ['p90', 'p90'],
  ['p99', 'p99'],
  ['accuracy', 'accuracy'],
  ['rmse', 'rmse'],
  ['deviance', 'deviance'],
]);

const multiples = { '': 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9 };
const counts: Readonly<Record<string, number>> = multiples;
const byteUnits: Readonly<Record<string, number>> = {
  ...multiples,
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};
const milliseconds: Readonly<Record<string, number>> = { us: 1e-3, µs: 1e-3, ms: 1, s: 1e3 };
const percents: Readonly<Record<string, number>> = { '%': 0.01 };

interface QuantityKind {
  readonly units: Readonly<Record<string, number>>;
  /** What stands between name and number: `accuracy>-0.5%` is the only limit from below. */
  readonly sign: '<' | '>';
  readonly format: (most: number) => string;
}

const kinds: { readonly [Q in Quantity]: QuantityKind } = {
  bytes: { units: byteUnits, sign: '<', format: (most) => `bytes<${most}` },
  parameters: { units: counts, sign: '<', format: (most) => `params<${most}` },
  macs: { units: counts, sign: '<', format: (most) => `macs<${most}` },
  p50: { units: milliseconds, sign: '<', format: (most) => `p50<${most}ms` },
  p90: { units: milliseconds, sign: '<', format: (most) => `p90<${most}ms` },
  p99: { units: milliseconds, sign: '<', format: (most) => `p99<${most}ms` },
  accuracy: { units: percents, sign: '>', format: (most) => `accuracy>-${percentOf(most)}` },
  rmse: { units: percents, sign: '<', format: (most) => `rmse<+${percentOf(most)}` },
  deviance: { units: percents, sign: '<', format: (most) => `deviance<+${percentOf(most)}` },
};

/**
 * Reads `50kB`, `bytes<50k`, `params<12000`, `macs<100k`, `p99<1ms`, `accuracy>-0.5%` (at most half a point below the
 * original), `rmse<+2%`, or several of them with commas between. `<` and `<=` both allow the number itself; kB are 1,000
 * bytes.
 * @throws ARGUMENT_INVALID
 */
export function parseBudget(text: string): Budget {
  const limits = text.split(',').map((part) => parseLimit(part.trim(), text));
  const twice = limits.find(({ quantity }, at) => limits.findIndex((other) => other.quantity === quantity) < at);
  if (twice) throw unreadable(text, `${twice.quantity} is limited twice`);
  return { limits };
}

/** The inverse of `parseBudget`, in one canonical form. */
export function formatBudget({ limits }: Budget): string {
  return limits.map(formatLimit).join(',');
}

export function formatLimit({ quantity, most }: Limit): string {
  return kinds[quantity].format(most);
}

export function isScore(quantity: Quantity): quantity is ScoreQuantity {
  return quantity === 'accuracy' || quantity === 'rmse' || quantity === 'deviance';
}

export function isLatency(quantity: Quantity): quantity is LatencyQuantity {
  return quantity === 'p50' || quantity === 'p90' || quantity === 'p99';
}

function parseLimit(part: string, text: string): Limit {
  const found = /^(?:([a-z]\w*)\s*([<>])=?\s*)?([+-]?)(\d+\.?\d*|\.\d+)\s*([a-zµ%]*)$/i.exec(part);
  if (!found) throw unreadable(text, `'${part}' is no limit`);
  const [, name, sign, direction = '', digits, unit = ''] = found;
  // A bare size is what people mean by a budget, but only with its unit: 12000 could be parameters.
  const quantity = name === undefined ? bareQuantity(unit) : names.get(name.toLowerCase());
  if (!quantity) throw unreadable(text, name ? `'${name}' is nothing that can be limited` : `'${part}' has no unit`);
  const kind = kinds[quantity];
  if (sign !== undefined && sign !== kind.sign) {
    throw unreadable(text, `'${part}' sets no limit: write ${kind.sign} after ${name}`);
  }
  const needed = quantity === 'accuracy' ? '-' : isScore(quantity) ? '+' : '';
  if (direction !== needed) {
    const remedy = needed
      ? `say how far from the original it may be, as in ${quantity}${kind.sign}${needed}0.5%`
      : 'it needs no sign';
    throw unreadable(text, `'${part}': ${remedy}`);
  }
  const factor = Object.hasOwn(kind.units, unit) ? kind.units[unit] : undefined;
  if (factor === undefined) {
    const known = Object.keys(kind.units).filter((known) => known !== '');
    throw unreadable(text, `'${part}': its unit is one of ${known.join(', ')}`);
  }
  const most = Number((Number(digits) * factor).toPrecision(12));
  const isFine = isScore(quantity) ? most <= 1e3 : most > 0 && (isLatency(quantity) || Number.isSafeInteger(most));
  if (!isFine) throw unreadable(text, `'${part}' is no limit that a model can be held to`);
  return { quantity, most };
}

function bareQuantity(unit: string): Quantity | undefined {
  return /B$/.test(unit) && Object.hasOwn(byteUnits, unit) ? 'bytes' : undefined;
}

function percentOf(share: number): string {
  return `${Number((100 * share).toPrecision(12))}%`;
}

function unreadable(text: string, why: string): SecateurError {
  return new SecateurError(
    'ARGUMENT_INVALID',
    `Cannot read the budget '${text}': ${why}. Write one of ${budgetUsages.join(', ')}, or several with commas between.`,
  );
}
