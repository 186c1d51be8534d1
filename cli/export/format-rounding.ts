import type { RoundingGain } from '../../api/index.ts';
import { formatCount } from '../../core/index.ts';

/** `from 784-143-41-10 (118,000 parameters): 0.93x its median latency here (0.91 to 0.96: faster)` */
export function formatRounding({ latency, unrounded }: RoundingGain): string {
  const { p50Ratio, p50RatioInterval, verdict } = latency;
  const [low, high] = p50RatioInterval.map((ratio) => ratio.toFixed(2));
  return `from ${unrounded.network} (${formatCount(unrounded.parameters)} parameters): ${p50Ratio.toFixed(2)}x its median latency here (${low} to ${high}: ${verdict})`;
}
