import { type RandomStream, randomStream } from '../../core/essentials.ts';
import { drawsOfRounds } from './round-draws.ts';

/** What a statistic is of resampled data, and how probable that resample is. */
export interface Replicate {
  readonly values: readonly number[];
  /** All of them add up to 1. */
  readonly weight: number;
}

/**
 * Resamples latencies as they were taken: whole rounds with replacement, since a round is what is independent of another (a
 * process has its own memory layout and its own neighbours, and successive calls share disturbances). Of a single round,
 * circular blocks of about n^(1/3) successive calls. Davison and Hinkley, Bootstrap Methods (1997), section 3.8; Politis and
 * Romano, "A circular block-resampling procedure" (1992).
 * @param rounds one list of samples for each round, none empty.
 * @param statistic of a sorted sample in which `counts[i]` says how often `sorted[i]` was drawn.
 */
export function bootstrap(
  rounds: readonly (readonly number[])[],
  statistic: (sample: WeightedSample) => number[],
  options: { readonly seed: number; readonly name: string; readonly replicates: number },
): Replicate[] {
  const random = randomStream(options.seed, options.name);
  const pooled = pool(rounds);
  if (rounds.length > 1) {
    return drawsOfRounds(rounds.length, options.replicates, random).map(({ times, weight }) => ({
      values: statistic(drawn(pooled, times)),
      weight,
    }));
  }
  const { sorted, ranks } = pooled;
  const counts = new Uint32Array(sorted.length);
  return Array.from({ length: options.replicates }, () => {
    counts.fill(0);
    drawBlocks(ranks[0]!, counts, random);
    return { values: statistic({ sorted, counts }), weight: 1 / options.replicates };
  });
}

/** A pooled sample in which round i counts `times[i]` times. */
export function drawn({ sorted, ranks }: Pooled, times: readonly number[]): WeightedSample {
  const counts = new Uint32Array(sorted.length);
  for (const [round, own] of ranks.entries()) for (const rank of own) counts[rank] = times[round]!;
  return { sorted, counts };
}

export interface WeightedSample {
  /** Ascending. */
  readonly sorted: Float64Array;
  readonly counts: Uint32Array;
}

export interface Pooled extends WeightedSample {
  /** Where in `sorted` each round's samples are, in the order they were taken. */
  readonly ranks: readonly Uint32Array[];
}

/** All samples in one ascending order, each counted once. */
export function pool(rounds: readonly (readonly number[])[]): Pooled {
  const samples = rounds.flat();
  const order = Uint32Array.from(samples.keys()).sort((a, b) => samples[a]! - samples[b]!);
  const rankOf = new Uint32Array(samples.length);
  for (const [rank, index] of order.entries()) rankOf[index] = rank;
  let start = 0;
  const ranks = rounds.map((round) => {
    start += round.length;
    return rankOf.subarray(start - round.length, start);
  });
  const sorted = Float64Array.from(order, (index) => samples[index]!);
  return { sorted, counts: new Uint32Array(samples.length).fill(1), ranks };
}

function drawBlocks(ranks: Uint32Array, counts: Uint32Array, random: RandomStream): void {
  const size = ranks.length;
  const blockLength = Math.ceil(Math.cbrt(size));
  for (let filled = 0; filled < size; ) {
    let at = below(random, size);
    for (let step = 0; step < blockLength && filled < size; step++, filled++) {
      counts[ranks[at]!]!++;
      at = at + 1 === size ? 0 : at + 1;
    }
  }
}

function below(random: RandomStream, limit: number): number {
  return Math.floor(random.uniform() * limit);
}

/**
 * For each share, the smallest value with at least that share of the sample at or below it.
 * @param shares ascending.
 */
export function quantilesOf({ sorted, counts }: WeightedSample, shares: readonly number[]): number[] {
  let total = 0;
  for (let index = 0; index < counts.length; index++) total += counts[index]!;
  const found: number[] = [];
  let seen = 0;
  for (let index = 0; index < sorted.length && found.length < shares.length; index++) {
    seen += counts[index]!;
    while (found.length < shares.length && seen >= shares[found.length]! * total) found.push(sorted[index]!);
  }
  return found;
}

export function meanOf({ sorted, counts }: WeightedSample): number {
  let sum = 0;
  let count = 0;
  for (let index = 0; index < sorted.length; index++) {
    sum += counts[index]! * sorted[index]!;
    count += counts[index]!;
  }
  return sum / count;
}

export function medianOf(values: readonly number[]): number {
  return quantilesOf(pool([values]), [0.5])[0]!;
}
