import type { Interval, Profile } from './profile.ts';
import type { Provider } from './providers.ts';
import { bootstrap, intervalOf, pool, quantilesOf, type WeightedSample } from './statistics/bootstrap.ts';

/** What two profiles are compared by beside the median latency. */
export type ComparedFigure = keyof typeof figures;

const figures = {
  p90: ({ latencyMs }: Profile) => latencyMs.p90,
  p99: ({ latencyMs }: Profile) => latencyMs.p99,
  mean: ({ latencyMs }: Profile) => latencyMs.mean,
  size: ({ model }: Profile) => model.sizeBytes,
  gzip: ({ model }: Profile) => model.gzipBytes,
  coldStart: ({ coldStartMs: { load, create, firstRun } }: Profile) => load + create + firstRun,
  memory: ({ modelMemoryBytes }: Profile) => modelMemoryBytes,
  cpu: ({ cpuMsPerCall }: Profile) => cpuMsPerCall,
} as const;

export const comparedFigures = Object.keys(figures) as readonly ComparedFigure[];

export type Verdict = 'faster' | 'slower' | 'cannot tell';

/** What changed from one profile to another. JSON-serialisable. */
export interface Comparison {
  readonly schemaVersion: 1;
  readonly before: { readonly name: string; readonly provider: Provider };
  readonly after: { readonly name: string; readonly provider: Provider };
  /** Median latency after by median latency before: .5 is twice as fast. */
  readonly p50Ratio: number;
  /** 95 % bootstrap interval of the ratio. */
  readonly p50RatioInterval: Interval;
  /** Other figures, after by before, as far as both were measured. */
  readonly ratios?: Readonly<Partial<Record<ComparedFigure, number>>>;
  /** `faster` or `slower` only where the whole interval is on one side of 1. */
  readonly verdict: Verdict;
}

/**
 * @param options.replicates bootstrap samples of each profile, 1000 by default. @param options.seed 1 by default.
 */
export function compareProfiles(
  before: Profile,
  after: Profile,
  options: { readonly seed?: number; readonly replicates?: number } = {},
): Comparison {
  const { seed = 1, replicates = 1000 } = options;
  const median = (sample: WeightedSample) => quantilesOf(sample, [0.5]);
  const mediansOf = (profile: Profile, name: string) =>
    bootstrap(profile.latencyMs.samples, median, { seed, name, replicates });
  // Two streams of random numbers, so that the two profiles are resampled independently.
  const befores = mediansOf(before, 'compare before');
  const afters = mediansOf(after, 'compare after');
  const interval = intervalOf(afters.map(([value], index) => value! / befores[index]![0]!));
  return {
    schemaVersion: 1,
    before: { name: before.model.name, provider: before.provider },
    after: { name: after.model.name, provider: after.provider },
    p50Ratio: median(pool(after.latencyMs.samples))[0]! / median(pool(before.latencyMs.samples))[0]!,
    p50RatioInterval: interval,
    ratios: ratiosOf(before, after),
    verdict: interval[1] < 1 ? 'faster' : interval[0] > 1 ? 'slower' : 'cannot tell',
  };
}

function ratiosOf(before: Profile, after: Profile): Partial<Record<ComparedFigure, number>> {
  return Object.fromEntries(
    comparedFigures.flatMap((name) => {
      const [from, to] = [figures[name](before), figures[name](after)];
      return from !== undefined && to !== undefined && from > 0 && to > 0 ? [[name, to / from]] : [];
    }),
  );
}
