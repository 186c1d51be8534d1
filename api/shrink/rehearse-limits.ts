import { isLatency, type Limit } from '../../exporter/index.ts';
import { profileUnwritten } from '../cuts/latency-of.ts';
import type { FileSize } from './shrink-report.ts';

/**
 * What the original has of what is limited, and the least that can be reached: of sizes, and of latencies on this machine,
 * in milliseconds. Anything else shows only when cuts are measured.
 */
export type RehearsedLimit = Limit & { readonly now?: number; readonly least?: number };

/** The original, and the smallest file that cuts lead to. */
export interface Extreme {
  readonly size: Partial<FileSize>;
  readonly bytes: Uint8Array;
}

/**
 * Latencies are measured, of both files in turns, as budgets of latency measure them: by the upper end of the interval.
 * @param isHere whether the latencies meant are those of this machine
 * @throws ABORTED, PROVIDER_FAILED
 */
export async function rehearseLimits(
  limits: readonly Limit[],
  { original, least, isHere }: { readonly original: Extreme; readonly least: Extreme; readonly isHere: boolean },
  signal: AbortSignal,
): Promise<RehearsedLimit[]> {
  const isMeasured = isHere && limits.some(({ quantity }) => isLatency(quantity));
  const profiles = isMeasured ? await profileUnwritten([original.bytes, least.bytes], { signal }) : [];
  return limits.map((limit) => {
    const { quantity } = limit;
    const [now, after] = isLatency(quantity)
      ? profiles.map(({ latencyMs }) => latencyMs[`${quantity}Interval`][1])
      : [original, least].map(({ size }) => sizeIn(size, quantity));
    return { ...limit, ...(now !== undefined && { now }), ...(after !== undefined && { least: after }) };
  });
}

function sizeIn(size: Partial<FileSize>, quantity: Limit['quantity']): number | undefined {
  if (quantity === 'bytes') return size.sizeBytes;
  return quantity === 'parameters' || quantity === 'macs' ? size[quantity] : undefined;
}
