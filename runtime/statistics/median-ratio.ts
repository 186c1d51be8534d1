import { randomStream } from '../../core/index.ts';
import type { Interval, Profile } from '../model/profile.ts';
import { bootstrap, drawn, pool, quantilesOf, type Replicate, type WeightedSample } from './bootstrap.ts';
import { drawsOfRounds } from './round-draws.ts';
import { intervalAround, ofRatio, uncertaintyOf } from './uncertainty.ts';

interface Options {
  readonly seed?: number;
  readonly replicates?: number;
}

const median = (sample: WeightedSample) => quantilesOf(sample, [0.5]);

/** Median latency after by median latency before, with its 95 % interval. Both medians must be above 0. */
export function medianRatio(
  before: Profile,
  after: Profile,
  { seed = 1, replicates = 1000 }: Options = {},
): { readonly ratio: number; readonly interval: Interval } {
  const rounds = [before, after].map(({ latencyMs }) => latencyMs.samples) as [number[][], number[][]];
  const [from, to] = rounds.map((samples) => median(pool(samples))[0]!) as [number, number];
  const ratio = to / from;
  if (tookTurns(before, after)) {
    const ratios = pairedRatios(rounds, { seed, replicates });
    return { ratio, interval: intervalAround(ratio, uncertaintyOf(ratios, 0, rounds[0].length)) };
  }
  // Two streams of random numbers, so that the two profiles are resampled independently.
  const [one, other] = rounds.map((samples, index) => {
    const redrawn = bootstrap(samples, median, { seed, name: `compare ${index}`, replicates });
    return uncertaintyOf(redrawn, 0, samples.length);
  });
  return { ratio, interval: intervalAround(ratio, ofRatio(one!, other!)) };
}

/** Of a single round each nothing is gained by pairing it. */
function tookTurns(before: Profile, after: Profile): boolean {
  const rounds = before.latencyMs.samples.length;
  const isTogether = before.startedAt !== undefined && before.startedAt === after.startedAt;
  return isTogether && rounds > 1 && rounds === after.latencyMs.samples.length;
}

/** The same rounds are drawn of both. */
function pairedRatios(
  [before, after]: readonly [readonly (readonly number[])[], readonly (readonly number[])[]],
  { seed, replicates }: Required<Options>,
): Replicate[] {
  const [from, to] = [pool(before), pool(after)];
  return drawsOfRounds(before.length, replicates, randomStream(seed, 'compare pairs')).map(({ times, weight }) => {
    const [one, other] = [from, to].map((pooled) => median(drawn(pooled, times))[0]!);
    return { values: [other! / one!], weight };
  });
}
