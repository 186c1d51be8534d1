/** Distributions of latencies over shared bins, so that they can be drawn over each other. */
export interface LatencyCurves {
  /** The middle of each bin, in milliseconds, ascending. */
  readonly middlesMs: readonly number[];
  /** For each distribution the share of its samples in each bin. */
  readonly shares: readonly (readonly number[])[];
}

const bins = 80;
/** Of samples left out at either end: a single slow call would squeeze all others into one bin. */
const outside = 0.005;

/** Bins of equal ratio, since what is twice as slow is as far away at any speed. */
export function latencyCurves(samples: readonly ArrayLike<number>[]): LatencyCurves {
  const some = samples.filter(({ length }) => length > 0);
  if (some.length === 0) return { middlesMs: [], shares: samples.map(() => []) };
  const quantile = (sorted: ArrayLike<number>, share: number) =>
    Math.max(1e-6, sorted[Math.round(share * (sorted.length - 1))]!);
  const low = Math.min(...some.map((sorted) => quantile(sorted, outside))) / 1.05;
  const high = Math.max(...some.map((sorted) => quantile(sorted, 1 - outside))) * 1.05;
  const step = Math.log(high / low) / bins;
  return {
    middlesMs: Array.from({ length: bins }, (_, at) => low * Math.exp((at + 0.5) * step)),
    shares: samples.map((sorted) => {
      const counts = new Array<number>(bins).fill(0);
      for (let at = 0; at < sorted.length; at++) {
        const bin = Math.floor(Math.log(Math.max(1e-6, sorted[at]!) / low) / step);
        if (bin >= 0 && bin < bins) counts[bin]!++;
      }
      return counts.map((count) => count / Math.max(1, sorted.length));
    }),
  };
}
