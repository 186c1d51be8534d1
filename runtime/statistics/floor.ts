import { randomStream, SecateurError } from '../../core/index.ts';
import type { Interval, Profile } from '../model/profile.ts';
import type { Provider } from '../model/providers.ts';
import { medianOf, type Replicate } from './bootstrap.ts';
import { fitLine, type Point, residualsOf } from './floor-line.ts';
import { drawsOfRounds } from './round-draws.ts';
import { intervalAround, uncertaintyOf } from './uncertainty.ts';

/**
 * What a call costs on a device whatever the model, and what its work adds: latency = overhead + work / rate, fitted to
 * generated networks of growing size. JSON-serialisable.
 */
export interface Floor {
  readonly provider: Provider;
  /** As `--device` names it. */
  readonly device: string;
  readonly threads: number;
  /** Work is that of all rows of a call. */
  readonly rowsPerCall: number;
  readonly overheadMs: number;
  readonly overheadMsInterval: Interval;
  readonly macsPerSecond: number;
  readonly macsPerSecondInterval: Interval;
  /** Of one row: in smaller networks, half the multiply-accumulates save less than 5 % of a call. */
  readonly payingMacs: number;
  readonly payingMacsInterval: Interval;
  /** By which part of its time the line misses a network, median: where it is large, this device has no such floor. */
  readonly misfit: number;
  readonly points: readonly FloorPoint[];
}

export interface FloorPoint {
  /** Of one row. */
  readonly macs: number;
  /** The same rounds of all points, which took turns. */
  readonly roundMediansMs: readonly number[];
  /** Of the calls of all rounds; absent in files of earlier versions. */
  readonly p90Ms?: number;
  readonly p99Ms?: number;
}

/** What a halving has to save of a call. */
const leastSaving = 0.05;

/** In network of M multiply-accumulates halving saves M / 2 rate of overhead + M / rate: solved for M. */
const payingShare = (2 * leastSaving) / (1 - 2 * leastSaving);

/** The generated networks' profiles on one device. */
export function floorPoints(networks: readonly { readonly macs: number; readonly profile: Profile }[]): FloorPoint[] {
  return networks.map(({ macs, profile: { latencyMs } }) => ({
    macs,
    roundMediansMs: latencyMs.samples.map(medianOf),
    p90Ms: latencyMs.p90,
    p99Ms: latencyMs.p99,
  }));
}

/**
 * @param points at least three sizes, with the same number of rounds each
 * @throws DATA_INVALID where they are fewer, or a latency is 0
 */
export function floorOf(
  points: readonly FloorPoint[],
  where: Pick<Floor, 'provider' | 'device' | 'threads' | 'rowsPerCall'>,
  options: { readonly seed?: number; readonly replicates?: number } = {},
): Floor {
  const { seed = 1, replicates = 1000 } = options;
  const rounds = points[0]?.roundMediansMs.length ?? 0;
  const isSound = points.every(
    ({ macs, roundMediansMs }) =>
      macs > 0 && roundMediansMs.length === rounds && roundMediansMs.every((ms) => ms > 0 && Number.isFinite(ms)),
  );
  if (new Set(points.map(({ macs }) => macs)).size < 3 || rounds === 0 || !isSound) {
    throw new SecateurError(
      'DATA_INVALID',
      `The floor of ${where.device} cannot be found: it takes networks of three sizes, each measured in the same rounds with latencies above 0.`,
    );
  }
  const fitted = (times: readonly number[]) => {
    const some: Point[] = points.map(({ macs, roundMediansMs }) => ({
      work: macs * where.rowsPerCall,
      time: medianOf(roundMediansMs.flatMap((ms, round) => Array<number>(times[round]!).fill(ms))),
    }));
    const line = fitLine(some);
    const payingMacs = (payingShare * line.overhead) / line.slope / where.rowsPerCall;
    return { some, line, values: [line.overhead, 1000 / line.slope, payingMacs] };
  };
  const { some, line, values } = fitted(Array<number>(rounds).fill(1));
  const draws = rounds > 1 ? drawsOfRounds(rounds, replicates, randomStream(seed, 'floor')) : [];
  const redrawn: Replicate[] = draws.map(({ times, weight }) => ({ values: fitted(times).values, weight }));
  const interval = (figure: number) => {
    const estimate = values[figure]!;
    return rounds > 1
      ? intervalAround(estimate, uncertaintyOf(redrawn, figure, rounds))
      : ([estimate, estimate] as const);
  };
  return {
    ...where,
    overheadMs: values[0]!,
    overheadMsInterval: interval(0),
    macsPerSecond: values[1]!,
    macsPerSecondInterval: interval(1),
    payingMacs: values[2]!,
    payingMacsInterval: interval(2),
    misfit: medianOf(residualsOf(line, some).map(Math.abs)),
    points,
  };
}

/** What is left to gain of one call of a model: the part of it that is overhead, and what half the work would save. */
export function gainLeft({ overheadMs }: Pick<Floor, 'overheadMs'>, p50: number) {
  const overheadShare = Math.min(1, overheadMs / p50);
  return { overheadShare, savingOfHalf: (1 - overheadShare) / 2 };
}
