import { randomStream } from '../../core/index.ts';
import { median } from '../support/statistics.ts';

/** Medians in ms of blocks of calls, taken in turns A B C A B C: block i of each was taken at about the same time. */
export interface OverheadBlocks {
  readonly predict: readonly number[];
  readonly bareOneOutput: readonly number[];
  readonly bareAllOutputs: readonly number[];
}

type Bare = Exclude<keyof OverheadBlocks, 'predict'>;

const allowedRatio = 1.03;

/** Median over blocks of predict / bare, and a 95 % interval by resampling whole processes, then blocks within them. */
function ratioOf(rounds: readonly OverheadBlocks[], bare: Bare) {
  const ratios = rounds.map((round) => round.predict.map((ms, block) => ms / round[bare][block]!));
  const random = randomStream(1, `bench/overhead/${bare}`);
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random.uniform() * items.length)]!;
  const replicates = Array.from({ length: 2000 }, () => {
    const processes = ratios.map(() => pick(ratios));
    return median(processes.flatMap((blocks) => blocks.map(() => pick(blocks))));
  }).sort((a, b) => a - b);
  return {
    bareP50Us: 1000 * median(rounds.flatMap((round) => round[bare])),
    predictP50Us: 1000 * median(rounds.flatMap((round) => round.predict)),
    ratio: median(ratios.flat()),
    interval: [replicates[50]!, replicates[1949]!] as const,
  };
}

type Overhead = ReturnType<typeof ratioOf> & { readonly against: string };

export function overheadsOf(rounds: readonly OverheadBlocks[]): readonly Overhead[] {
  return [
    { against: 'the same single output', ...ratioOf(rounds, 'bareOneOutput') },
    { against: 'all outputs', ...ratioOf(rounds, 'bareAllOutputs') },
  ];
}

/** One row of the table for each comparison; the first cell names what is compared. */
export const overheadHeader = ['', 'bare p50 us', 'predict p50 us', 'ratio', '95 % interval', 'within 3 %'];

export function overheadRow({ against, bareP50Us, predictP50Us, ratio, interval }: Overhead): string[] {
  return [
    `session.run, ${against}`,
    bareP50Us.toFixed(2),
    predictP50Us.toFixed(2),
    ratio.toFixed(3),
    interval.map((bound) => bound.toFixed(3)).join('..'),
    interval[1] <= allowedRatio ? 'yes' : interval[0] > allowedRatio ? 'no' : 'undecided',
  ];
}
