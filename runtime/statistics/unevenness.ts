import type { Profile } from '../profile.ts';

/**
 * By how much the machine itself varied: the longest time that the fixed loop took in a round by the shortest, less 1.
 * Undefined differences (a single round, an imported report) count as 0.
 */
export function unevennessOf({ rounds }: Pick<Profile, 'rounds'>): number {
  const times = rounds.map(({ calibrationMs }) => calibrationMs).filter((ms) => ms > 0);
  return times.length < 2 ? 0 : Math.max(...times) / Math.min(...times) - 1;
}
