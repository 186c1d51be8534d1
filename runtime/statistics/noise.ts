import type { Profile, Round } from '../model/profile.ts';
import { medianOf } from './bootstrap.ts';

/** What a fixed loop beside the samples says of the machine itself. Ratios less 1: .1 is 10 % longer. */
export interface Noise {
  /** The slowest round by the fastest. */
  readonly betweenRounds: number;
  /** The end of a round by its beginning, median round: above 0 the processor slowed down under the load. */
  readonly slowdown: number;
  /** Whether the slowdown is more than chance: clear, and in every round. */
  readonly isThrottled: boolean;
}

/** More than this is worth a word. */
export const tolerableUnevenness = 0.1;

const clearSlowdown = 0.05;

type Timed = Pick<Profile, 'rounds'>;

/** What was not measured (a single round, an imported report) counts as 0. */
export function noiseOf({ rounds }: Timed): Noise {
  const levels = rounds.map(levelOf).filter((ms) => ms > 0);
  const slowdowns = rounds.map(slowdownIn).filter((ratio) => ratio !== undefined);
  const slowdown = slowdowns.length === 0 ? 0 : medianOf(slowdowns);
  return {
    betweenRounds: levels.length < 2 ? 0 : Math.max(...levels) / Math.min(...levels) - 1,
    slowdown,
    isThrottled: slowdown > clearSlowdown && slowdowns.every((each) => each > clearSlowdown / 2),
  };
}

/** How long the loop took during `after` by how long during `before`: where that is not 1, neither would be a model's ratio to itself. */
export function machineRatio(before: Timed, after: Timed): number | undefined {
  const [from, to] = [before, after].map(({ rounds }) => rounds.map(levelOf).filter((ms) => ms > 0));
  return from!.length === 0 || to!.length === 0 ? undefined : medianOf(to!) / medianOf(from!);
}

function levelOf({ calibrationMs, calibrationsMs }: Round): number {
  return calibrationsMs && calibrationsMs.length > 0 ? medianOf(calibrationsMs) : calibrationMs;
}

function slowdownIn({ calibrationsMs = [] }: Round): number | undefined {
  const half = Math.floor(calibrationsMs.length / 2);
  if (half < 2) return undefined;
  const [first, last] = [calibrationsMs.slice(0, half), calibrationsMs.slice(-half)].map(medianOf);
  return first! > 0 ? last! / first! - 1 : undefined;
}
