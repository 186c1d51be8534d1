import { type PreparedTraining, rehearse } from '../../api/commands.ts';
import {
  featuresOf,
  formatBytes,
  formatCount,
  formatDuration,
  formatMilliseconds,
  formatNetwork,
} from '../../core/index.ts';
import { availableMemoryBytes, randomNetwork } from '../../trainer/index.ts';
import type { CommandContext } from '../context.ts';
import { fields } from '../format.ts';

/** Begins both stages for real, stops them after a moment, and says what all of it would take. Nothing is written. */
export async function dryRun(
  { signal, result }: CommandContext,
  { dataset, network, stages: { dense, posterior } }: PreparedTraining,
  seed: number,
): Promise<void> {
  const allFeatures = featuresOf(dataset.input).map((_, index) => index);
  // Stands for the trained network, which has the same cost.
  const start = dense && randomNetwork(dataset.input, dataset.task, allFeatures, network, seed);
  const stages = [
    ...(dense ? [await rehearse(dense, signal)] : []),
    await rehearse((hooks) => posterior(hooks, start), signal),
  ];
  const memoryBytes = Math.max(...stages.map((stage) => stage.memoryBytes));
  const availableBytes = availableMemoryBytes();
  const expectedMs = stages.reduce((sum, stage) => sum + stage.expectedMs, 0);
  const { parameters, trainingRows, batchSize } = stages[0]!;
  result(
    {
      network: formatNetwork(network),
      parameters,
      trainingRows,
      batchSize,
      memoryBytes,
      availableBytes,
      expectedMs,
      stages: stages.map(({ stage, epochs, steps, stepMs, expectedMs }) => ({
        stage,
        epochs,
        steps,
        stepMs,
        expectedMs,
      })),
    },
    fields([
      ['Network', `${formatNetwork(network)}, ${formatCount(parameters)} parameters`],
      ['Rows', `${formatCount(trainingRows)} to train on, ${batchSize} a step`],
      ...stages.map(({ stage, epochs, steps, stepMs, expectedMs }): [string, string] => [
        stage,
        `${formatCount(epochs)} epochs, ${formatCount(steps)} steps of ${formatMilliseconds(stepMs)}: ${formatDuration(expectedMs)}`,
      ]),
      ['Memory', `about ${formatBytes(memoryBytes)} beside the data, ${formatBytes(availableBytes)} are free`],
      [
        'Time',
        `about ${formatDuration(expectedMs)}, from a few steps measured just now; less when units leave on the way`,
      ],
      ['Dry run', 'nothing was written'],
    ]),
  );
}
