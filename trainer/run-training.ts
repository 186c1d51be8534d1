import { type OnProgress, SecateurError, type Task } from '../core/index.ts';
import { type BatchSource, feedMaker, stepsPerEpoch } from './batches.ts';
import { betweenEpochs, type Checkpoint, type Checkpointing } from './checkpoint.ts';
import type { Engine, EngineSession } from './engines/engine.ts';
import type { Examples } from './examples.ts';
import type { ParameterSpec } from './families/family.ts';
import type { EpochRecord } from './history.ts';
import type { Kept } from './kept.ts';
import { narrowed, updateStreaks } from './narrowing.ts';
import { feedNames, type TrainingProgram } from './program.ts';
import { type Score, score } from './score.ts';
import { fromEngine, type TrainingState, toEngine } from './training-state.ts';

export interface TrainingRun {
  /** What progress events call it. */
  readonly stage: string;
  readonly engine: Engine;
  readonly task: Task;
  readonly epochs: number;
  /** The parameters of the full network. */
  readonly specs: readonly ParameterSpec[];
  readonly initial: TrainingState;
  /** What takes part from the start. */
  readonly kept: Kept;
  /** Whether what has become improbable leaves the training. */
  readonly narrow: boolean;
  /** The training of what is kept. */
  at(kept: Kept): TrainingStage;
  readonly checkpoints?: Checkpointing;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

export interface TrainingStage {
  readonly program: TrainingProgram;
  readonly source: BatchSource;
  /** Scored after every epoch; not trained on. */
  readonly validation: Examples;
}

export interface TrainingResult {
  readonly state: TrainingState;
  readonly history: readonly EpochRecord[];
}

/** Copying the state across the JavaScript border once in this many steps makes it negligible. */
const stepsPerCall = 16;

/**
 * Trains from start to finish, or from the last checkpoint. Whenever enough has become improbable, training goes on with
 * a smaller graph.
 * @throws TRAINING_DIVERGED when the loss is no longer finite, ABORTED when `signal` fires
 */
export async function runTraining(run: TrainingRun): Promise<TrainingResult> {
  let checkpoint: Checkpoint = (await run.checkpoints?.load()) ?? {
    state: run.initial,
    history: [],
    kept: run.kept,
    streaks: [],
    epoch: betweenEpochs,
  };
  while (checkpoint.history.length < run.epochs) checkpoint = await trainWhileKept(run, checkpoint);
  return checkpoint;
}

/** Trains with one step graph: to the end, or until something leaves it. */
async function trainWhileKept(run: TrainingRun, start: Checkpoint): Promise<Checkpoint> {
  const stage = run.at(start.kept);
  const session = await run.engine.start(
    { step: stage.program.step, evaluation: stage.program.evaluation(evaluationRows(stage.validation)) },
    toEngine(stage.program, run.specs, start.state, start.kept),
  );
  try {
    const trainEpoch = epochTrainer(run, stage, session);
    let checkpoint = start;
    while (checkpoint.history.length < run.epochs && checkpoint.kept === start.kept) {
      checkpoint = await trainEpoch(checkpoint);
      if (run.checkpoints?.isDue()) await run.checkpoints.save(checkpoint);
    }
    return checkpoint;
  } finally {
    await session.close();
  }
}

/** Trains what is left of an epoch. */
function epochTrainer(run: TrainingRun, stage: TrainingStage, session: EngineSession) {
  const { program, source, validation } = stage;
  const perEpoch = stepsPerEpoch(source.examples.count, source.batchSize);
  const makeFeeds = feedMaker(program, source);
  const names = program.recordNames;
  return async (start: Checkpoint): Promise<Checkpoint> => {
    const { history, kept } = start;
    const epoch = history.length;
    const end = (epoch + 1) * perEpoch;
    const sums = new Float64Array(names.length);
    sums.set(start.epoch.sums);
    let step = epoch * perEpoch + start.epoch.steps;
    const readState = async () => fromEngine(program, run.specs, await session.readState(), start.state, kept);
    const save = async () => {
      const steps = step - epoch * perEpoch;
      await run.checkpoints?.save({ ...start, state: await readState(), epoch: { steps, sums: [...sums] } });
    };
    let feeds = makeFeeds(step, Math.min(stepsPerCall, end - step));
    while (step < end) {
      if (run.signal?.aborted) {
        if (step > 0) await save();
        throw new SecateurError('ABORTED', 'Training was interrupted.', { cause: run.signal.reason });
      }
      const count = Math.min(stepsPerCall, end - step);
      const advancing = session.advance(count, feeds);
      step += count;
      // The next steps' feeds are made while the engine's thread works on these.
      if (step < end) feeds = makeFeeds(step, Math.min(stepsPerCall, end - step));
      addRecords(sums, await advancing, run.stage, step);
      run.onProgress?.(progressOf(run, step, perEpoch, history, sums));
      if (step < end && run.checkpoints?.isDue()) await save();
    }
    const state = await readState();
    const record: EpochRecord = {
      epoch,
      figures: Object.fromEntries(names.map((name, index) => [name, sums[index]! / perEpoch])),
      validation: await scoreExamples(session, run.task, validation, evaluationRows(validation), program.targetWidth),
    };
    const streaks = run.narrow ? updateStreaks(start.streaks, kept, state) : [];
    const next = epoch + 1 < run.epochs ? narrowed(kept, streaks) : undefined;
    return { state, history: [...history, record], kept: next ?? kept, streaks, epoch: betweenEpochs };
  };
}

/** The evaluation graph takes a fixed number of rows at a time. */
function evaluationRows(validation: Examples): number {
  return Math.min(500, Math.max(1, validation.count));
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
