import type { RandomStream } from '../../core/essentials.ts';

/** How often each round is drawn in a resample, and how probable that is. */
export interface RoundDraw {
  readonly times: readonly number[];
  readonly weight: number;
}

/** Up to so many rounds all resamples are looked at (462 of six rounds), so that no chance comes in. */
const mostExact = 6;

/** Ways to draw as many rounds as there are, with replacement: all of few rounds, random ones of many. */
export function drawsOfRounds(rounds: number, replicates: number, random: RandomStream): RoundDraw[] {
  if (rounds <= mostExact) return allDraws(rounds);
  return Array.from({ length: replicates }, () => {
    const times = new Array<number>(rounds).fill(0);
    for (let drawn = 0; drawn < rounds; drawn++) times[Math.floor(random.uniform() * rounds)]!++;
    return { times, weight: 1 / replicates };
  });
}

/** Every way to split n draws among n rounds, with its multinomial probability. */
function allDraws(rounds: number): RoundDraw[] {
  const splits = (left: number, parts: number): number[][] =>
    parts === 1
      ? [[left]]
      : Array.from({ length: left + 1 }, (_, first) =>
          splits(left - first, parts - 1).map((rest) => [first, ...rest]),
        ).flat();
  return splits(rounds, rounds).map((times) => ({
    times,
    weight: times.reduce((weight, count) => weight / factorial(count), factorial(rounds) / rounds ** rounds),
  }));
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
