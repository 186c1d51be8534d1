import type { PreparedTraining, StageHooks } from '../../api/commands.ts';
import { featuresOf, formatNetwork } from '../../core/index.ts';
import { availableMemoryBytes, randomNetwork, type TrainingPlan } from '../../trainer/index.ts';
import type { CommandContext } from '../context.ts';
import { bytes, count, duration, fields, significant } from '../format.ts';

interface Rehearsal extends TrainingPlan {
  readonly stepMs: number;
  readonly expectedMs: number;
}

/** How long each stage is tried for. */
const calibrationMs = 1500;

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
      ['Network', `${formatNetwork(network)}, ${count(parameters)} parameters`],
      ['Rows', `${count(trainingRows)} to train on, ${batchSize} a step`],
      ...stages.map(({ stage, epochs, steps, stepMs, expectedMs }): [string, string] => [
        stage,
        `${count(epochs)} epochs, ${count(steps)} steps of ${significant(stepMs)} ms: ${duration(expectedMs)}`,
      ]),
      ['Memory', `about ${bytes(memoryBytes)} beside the data, ${bytes(availableBytes)} are free`],
      ['Time', `about ${duration(expectedMs)}, from a few steps measured just now; less when units leave on the way`],
      ['Dry run', 'nothing was written'],
    ]),
  );
}

async function rehearse(train: (hooks: StageHooks) => Promise<unknown>, signal: AbortSignal): Promise<Rehearsal> {
  const enough = new AbortController();
  const marks: { readonly done: number; readonly atMs: number }[] = [];
  let plan: TrainingPlan | undefined;
  const hooks: StageHooks = {
    signal: AbortSignal.any([signal, enough.signal]),
    onPlan: (planned) => {
      plan = planned;
    },
    onProgress: ({ done }) => {
      marks.push({ done, atMs: performance.now() });
      if (marks.length > 1 && marks.at(-1)!.atMs - marks[0]!.atMs > calibrationMs) enough.abort();
    },
  };
  const beganAtMs = performance.now();
  await train(hooks).catch((error: unknown) => {
    if (signal.aborted || !enough.signal.aborted) throw error;
  });
  // The first call pays for what is set up once.
  const [first, last] = marks.length > 1 ? [marks[0]!, marks.at(-1)!] : [{ done: 0, atMs: beganAtMs }, marks[0]!];
  const stepMs = (last.atMs - first.atMs) / (last.done - first.done);
  return { ...plan!, stepMs, expectedMs: first.atMs - beganAtMs + stepMs * (plan!.steps - first.done) };
}
