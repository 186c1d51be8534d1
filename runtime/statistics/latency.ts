import type { Latency } from '../model/profile.ts';
import { bootstrap, meanOf, medianOf, pool, quantilesOf, type WeightedSample } from './bootstrap.ts';
import { intervalAround, uncertaintyOf } from './uncertainty.ts';

/**
 * Percentiles of all samples with 95 % intervals: the standard error from resampling whole rounds, Student's t for how many
 * there are. `npm run bench:coverage` shows how often they hold the truth. Those of a single round say nothing of how
 * processes differ: they are a lower bound of the uncertainty.
 * @param samples one list of latencies in ms for each round, none empty.
 * @param options.replicates bootstrap samples where there are too many to look at all, 1000 by default.
 * @param options.seed 1 by default.
 */
export function latencyOf(
  samples: readonly (readonly number[])[],
  options: { readonly seed?: number; readonly replicates?: number } = {},
): Latency {
  const { seed = 1, replicates = 1000 } = options;
  const all = samples.flat();
  const estimates = figures(pool(samples));
  const [p50, p90, p99, mean] = estimates as [number, number, number, number];
  const redrawn = bootstrap(samples, figures, { seed, name: 'latency', replicates });
  const interval = (figure: number) =>
    intervalAround(estimates[figure]!, uncertaintyOf(redrawn, figure, samples.length));
  return {
    p50,
    p90,
    p99,
    mean,
    p50Interval: interval(0),
    p90Interval: interval(1),
    p99Interval: interval(2),
    meanInterval: interval(3),
    stdDev: Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, all.length - 1)),
    medianDeviation: medianOf(all.map((value) => Math.abs(value - p50))),
    samples,
  };
}

function figures(sample: WeightedSample): number[] {
  return [...quantilesOf(sample, [0.5, 0.9, 0.99]), meanOf(sample)];
}
