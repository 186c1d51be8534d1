import { rehearseShrink, type ShrinkRehearsal } from '../../api/commands.ts';
import type { ShrinkOptions, ShrinkSource } from '../../api/index.ts';
import { formatBytes, formatCount, formatDuration, formatMilliseconds } from '../../core/index.ts';
import { formatLimit, isLatency, isScore } from '../../exporter/index.ts';
import { availableMemoryBytes } from '../../trainer/index.ts';
import type { CommandContext } from '../context.ts';
import { fields } from '../format.ts';
import { obstacleLines } from '../obstacle-lines.ts';

/** Looks at the model and the data, tries a moment of each training, and says what all of it would be. Nothing is written. */
export async function dryRun(context: CommandContext, source: ShrinkSource, options: ShrinkOptions): Promise<void> {
  const found = await rehearseShrink(source, options, context);
  found.notes.forEach(context.note);
  context.result(found, fields(linesOf(found)));
}

const ways = {
  fit: 'fits a posterior to the data, the original its teacher',
  weights: 'scores units by their weights alone, and trains nothing',
  unchanged: 'nothing',
} as const;

function linesOf(found: ShrinkRehearsal): [string, string][] {
  const { way, why, file, parts, least, limits, expectedMs, obstacles } = found;
  const trainings = parts.flatMap((part) => part.trainings);
  const memoryBytes = Math.max(0, ...trainings.map((training) => training.memoryBytes));
  return [
    ['Model', sizeOf(file)],
    ['Would do', why === undefined ? ways[way] : `nothing: ${why}`],
    ...parts.flatMap(({ network, levels, input, output, trainings }): [string, string][] => [
      ['Part', `${network.network}, ${formatCount(network.parameters)} parameters, between '${input}' and '${output}'`],
      [
        'Can lose',
        levels.map(({ name, size }) => `${formatCount(size - 1)} of ${formatCount(size)} ${name}`).join(', '),
      ],
      ...trainings.map(({ stage, times, epochs, steps, stepMs, expectedMs }): [string, string] => [
        capital(stage),
        `${formatCount(epochs)} epochs, ${formatCount(steps)} steps of ${formatMilliseconds(stepMs)}: ${formatDuration(expectedMs)}${times > 1 ? `, up to ${times} times` : ''}`,
      ]),
    ]),
    ...(least ? [['Least', sizeOf(least)] as [string, string]] : []),
    ...limits.map((limit): [string, string] => ['Budget', `${formatLimit(limit)}: ${withinReach(limit)}`]),
    ...(trainings.length > 0
      ? [
          [
            'Memory',
            `about ${formatBytes(memoryBytes)} beside the data, ${formatBytes(availableMemoryBytes())} are free`,
          ] as [string, string],
          ['Time', `at most about ${formatDuration(expectedMs)} of training, from a few steps measured just now`] as [
            string,
            string,
          ],
        ]
      : []),
    ...obstacleLines(obstacles).map((line): [string, string] => ['Kept as is', line]),
    ...(parts.length > 0 ? [['Not foreseen', unforeseen] as [string, string]] : []),
    ['Dry run', 'nothing was written'],
  ];
}

function sizeOf({ sizeBytes, parameters, macs }: ShrinkRehearsal['file']): string {
  const work = macs === undefined ? '' : `, ${formatCount(macs)} multiply-accumulates`;
  return `${formatBytes(sizeBytes)}, ${formatCount(parameters)} parameters${work}`;
}

const unforeseen =
  'what the cut will cost in accuracy or error, and how long a call of it will take: that shows when cuts are made and measured';

function withinReach({ quantity, most, now, least }: ShrinkRehearsal['limits'][number]): string {
  if (now !== undefined && now <= most) return 'the model keeps it as it is';
  if (isScore(quantity))
    return 'kept without a cut; how much can go with it shows only when cuts are made and measured';
  if (least === undefined) return 'shows only when cuts are made and measured';
  const latency = isLatency(quantity)
    ? `, measured now: ${formatMilliseconds(now!)} as it is, ${formatMilliseconds(least)} the least`
    : '';
  return `${least <= most ? 'within reach' : 'out of reach'}${latency}`;
}

function capital(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}`;
}
