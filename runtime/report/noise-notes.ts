import { formatPercent } from '../../core/index.ts';
import type { Profile } from '../model/profile.ts';
import { noiseOf, tolerableUnevenness } from '../statistics/noise.ts';

/** What a reader of the figures must know about the machine, and what to do; nothing where it was even. */
export function noiseNotes(profiles: readonly Profile[]): string[] {
  const noises = profiles.map(noiseOf);
  const unevenness = Math.max(0, ...noises.map(({ betweenRounds }) => betweenRounds));
  const throttled = noises.filter(({ isThrottled }) => isThrottled).map(({ slowdown }) => slowdown);
  return [
    ...(unevenness > tolerableUnevenness
      ? [
          `The machine was uneven: a fixed loop took up to ${formatPercent(unevenness, 0)} longer in one round than in another. Differences smaller than that mean little; measure again when it is idle, or with more --rounds.`,
        ]
      : []),
    ...(throttled.length > 0
      ? [
          `The processor slowed down while it was measured, by up to ${formatPercent(Math.max(...throttled), 0)} from the beginning of a round to its end: it throttles. Let it cool, plug it in, or fix its clock, and measure again.`,
        ]
      : []),
  ];
}
