import type { Latency } from '../profile.ts';
import { bootstrap, intervalOf, meanOf, pool, quantilesOf, type WeightedSample } from './bootstrap.ts';

/**
 * Percentiles of all samples with 95 % bootstrap intervals (see `bootstrap` for how rounds are resampled). Three
 * rounds say little about the spread between processes: the intervals then are a lower bound of the uncertainty.
 * @param samples one list of latencies in ms for each round, none empty.
 * @param options.replicates bootstrap samples, 1000 by default. @param options.seed 1 by default.
 */
export function latencyOf(
  samples: readonly (readonly number[])[],
  options: { readonly seed?: number; readonly replicates?: number } = {},
): Latency {
  const { seed = 1, replicates = 1000 } = options;
  const [p50, p90, p99, mean] = figures(pool(samples));
  const redrawn = bootstrap(samples, figures, { seed, name: 'latency', replicates });
  const interval = (figure: number) => intervalOf(redrawn.map((replicate) => replicate[figure]!));
  return {
    p50: p50!,
    p90: p90!,
    p99: p99!,
    mean: mean!,
    p50Interval: interval(0),
    p90Interval: interval(1),
    p99Interval: interval(2),
    meanInterval: interval(3),
    samples,
  };
}

function figures(sample: WeightedSample): number[] {
  return [...quantilesOf(sample, [0.5, 0.9, 0.99]), meanOf(sample)];
}
