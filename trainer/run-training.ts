import { filled, type OnProgress, SecateurError, type Task, type Tensor } from '../core/index.ts';
import { type BatchSource, feedMaker, stepsPerEpoch } from './batches.ts';
import type { Checkpointing } from './checkpoint.ts';
import type { Engine, EngineSession } from './engines/engine.ts';
import type { Examples } from './examples.ts';
import type { EpochRecord } from './history.ts';
import { packTensors, unpackTensors } from './parameter-layout.ts';
import { feedNames, momentNames, type TrainingProgram } from './program.ts';
import { type Score, score } from './score.ts';

export interface TrainingRun {
  /** What progress events call it. */
  readonly stage: string;
  readonly program: TrainingProgram;
  readonly engine: Engine;
  readonly source: BatchSource;
  readonly task: Task;
  /** Scored after every epoch; not trained on. */
  readonly validation: Examples;
  readonly epochs: number;
  /** Starting values of the parameters by name. */
  readonly initial: Readonly<Record<string, Tensor>>;
  /** Starting values of state beside parameters and moments. */
  readonly initialExtras?: Readonly<Record<string, Tensor>>;
  readonly checkpoints?: Checkpointing;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

export interface TrainingResult {
  /** Parameters by name. */
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** What became of `initialExtras`. */
  readonly extras: Readonly<Record<string, Tensor>>;
  readonly history: readonly EpochRecord[];
}

/** Copying the state across the JavaScript border once in this many steps makes it negligible. */
const stepsPerCall = 16;

/**
 * Trains from start to finish, or from the last checkpoint.
 * @throws TRAINING_DIVERGED when the loss is no longer finite, ABORTED when `signal` fires
 */
export async function runTraining(run: TrainingRun): Promise<TrainingResult> {
  const { program, engine, source, checkpoints } = run;
  const perEpoch = stepsPerEpoch(source.examples.count, source.batchSize);
  const evaluationRows = Math.min(500, Math.max(1, run.validation.count));
  const resumed = await checkpoints?.load();
  const state = resumed?.state ?? { ...initialState(program, run.initial), ...run.initialExtras };
  const session = await engine.start({ step: program.step, evaluation: program.evaluation(evaluationRows) }, state);
  try {
    const history = [...(resumed?.history ?? [])];
    const makeFeeds = feedMaker(program, source);
    let step = history.length * perEpoch;
    for (let epoch = history.length; epoch < run.epochs; epoch++) {
      const sums = new Float64Array(program.recordNames.length);
      const end = (epoch + 1) * perEpoch;
      let feeds = makeFeeds(step, Math.min(stepsPerCall, end - step));
      while (step < end) {
        abortIfAsked(run.signal);
        const count = Math.min(stepsPerCall, end - step);
        const advancing = session.advance(count, feeds);
        step += count;
        // The next steps' feeds are made while the engine's thread works on these.
        if (step < end) feeds = makeFeeds(step, Math.min(stepsPerCall, end - step));
        addRecords(sums, await advancing, run.stage, step);
        run.onProgress?.(progressOf(run, step, perEpoch, history, sums));
      }
      const figures = Object.fromEntries(program.recordNames.map((name, index) => [name, sums[index]! / perEpoch]));
      const validation = await scoreExamples(session, run.task, run.validation, evaluationRows, program.targetWidth);
      history.push({ epoch, figures, validation });
      await checkpoints?.save({ history }, () => session.readState());
    }
    const final = await session.readState();
    const extras = Object.fromEntries(Object.keys(run.initialExtras ?? {}).map((name) => [name, final[name]!]));
    return { tensors: unpackTensors(program.layout, final), extras, history };
  } finally {
    await session.close();
  }
}

function initialState(program: TrainingProgram, tensors: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  return Object.fromEntries(
    program.layout.groups.flatMap((group) => [
      [group.name, packTensors(group, tensors)],
      ...momentNames(group.name).map((name) => [name, filled(group.shape, 0)]),
    ]),
  );
}

function addRecords(sums: Float64Array, records: Float32Array, stage: string, step: number): void {
  records.forEach((value, index) => {
    if (!Number.isFinite(value)) {
      throw new SecateurError(
        'TRAINING_DIVERGED',
        `Stage '${stage}': the loss was ${value} near step ${step}. Lower the learning rate, or look for extreme values in the data.`,
      );
    }
    sums[index % sums.length]! += value;
  });
}

function abortIfAsked(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new SecateurError('ABORTED', 'Training was interrupted.', { cause: signal.reason });
  }
}

function progressOf(
  run: TrainingRun,
  step: number,
  perEpoch: number,
  history: readonly EpochRecord[],
  sums: Float64Array,
) {
  const inEpoch = step - history.length * perEpoch;
  const last = history.at(-1)?.validation;
  return {
    stage: run.stage,
    done: step,
    total: run.epochs * perEpoch,
    metrics: { loss: sums[0]! / inEpoch, ...(last && { [`validation ${last.name}`]: last.value }) },
  };
}

async function scoreExamples(
  session: EngineSession,
  task: Task,
  examples: Examples,
  rows: number,
  width: number,
): Promise<Score> {
  const outputs = new Float32Array(examples.count * width);
  const targets = new Float32Array(examples.count * width);
  for (let start = 0; start < examples.count; start += rows) {
    const size = Math.min(rows, examples.count - start);
    const indices = Uint32Array.from({ length: size }, (_, index) => start + index);
    // The graph takes a fixed number of rows; the last chunk is filled up with zeros.
    const features = new Float32Array(rows * examples.width);
    examples.features(indices, features);
    examples.targets(indices, targets.subarray(start * width));
    const result = await session.evaluate({ [feedNames.features]: features });
    outputs.set(result.subarray(0, size * width), start * width);
  }
  return score(task, outputs, targets);
}
