import { type Kept, type Progress, SecateurError } from '../../core/index.ts';
import { feedMaker, stepsPerCallOf, stepsPerEpoch } from '../data/batches.ts';
import type { EngineSession } from '../engines/engine.ts';
import { freeBuffers } from '../free-buffers.ts';
import {
  engineParameters,
  fromEngine,
  momentsOf,
  parametersOf,
  type TrainingState,
  toEngine,
} from '../step/training-state.ts';
import { betweenEpochs, type Checkpoint, type Checkpointing } from './checkpoint.ts';
import { bestOf, isPatienceOver } from './early-stopping.ts';
import { explainDivergence } from './explain-divergence.ts';
import type { EpochEvent, EpochRecord } from './history.ts';
import { includedCounts } from './included.ts';
import { narrowed, updateStreaks } from './narrowing.ts';
import type { TrainingResult, TrainingRun, TrainingStage } from './training-run.ts';
import { evaluationRows, validate } from './validate.ts';

/**
 * Trains from start to finish, or from the last checkpoint. Whenever enough has become improbable, training goes on with
 * a smaller graph.
 * @throws TRAINING_DIVERGED when the loss is no longer finite, ABORTED when `signal` fires
 */
export async function runTraining(run: TrainingRun): Promise<TrainingResult> {
  let checkpoint = (await run.checkpoints?.load()) ?? beginning(run);
  while (!isOver(run, checkpoint)) checkpoint = await trainWhileKept(run, checkpoint);
  const { state, history, best } = checkpoint;
  return { state: best?.state ?? state, history, chosen: history[best?.epoch ?? history.length - 1]! };
}

function beginning({ initial, kept }: TrainingRun): Checkpoint {
  return { state: initial(), history: [], kept, streaks: [], epoch: betweenEpochs };
}

function isOver({ epochs, earlyStopping }: TrainingRun, { history, best }: Checkpoint): boolean {
  if (history.length >= epochs) return true;
  return earlyStopping !== undefined && isPatienceOver(best, history.length, earlyStopping);
}

/**
 * Trains with one step graph: to the end, or until something leaves it. Where there are checkpoints moments are held by
 * the engine alone, for they are twice as large as the parameters.
 */
async function trainWhileKept(run: TrainingRun, start: Checkpoint): Promise<Checkpoint> {
  const { specs, checkpoints } = run;
  const { kept } = start;
  const stage = run.at(kept);
  const session = await run.engine.start(
    { step: stage.program.step, evaluation: stage.program.evaluation(evaluationRows(stage.validation)) },
    toEngine(stage.program, specs, start.state, kept),
  );
  try {
    const trainEpoch = epochTrainer(run, stage, session);
    let checkpoint = checkpoints ? withoutMoments(run, start) : start;
    while (!isOver(run, checkpoint) && checkpoint.kept === kept) {
      checkpoint = await trainEpoch(checkpoint);
      // Whatever leaves is saved: an explanation of what goes wrong later begins at the last checkpoint.
      if (!checkpoints || !(checkpoint.kept !== kept || checkpoints.isDue())) continue;
      const state = fromEngine(stage.program, specs, await session.readState(), checkpoint.state, kept);
      await checkpoints.save({ ...checkpoint, state });
      if (checkpoint.kept !== kept) return { ...checkpoint, state };
      freeBuffers(Object.values(state).map(({ data }) => data));
    }
    return checkpoint;
  } finally {
    await session.close();
  }
}

function withoutMoments({ specs }: TrainingRun, checkpoint: Checkpoint): Checkpoint {
  freeBuffers(momentsOf(specs, checkpoint.state));
  return { ...checkpoint, state: parametersOf(specs, checkpoint.state) };
}

/** Trains what is left of an epoch. */
function epochTrainer(run: TrainingRun, stage: TrainingStage, session: EngineSession) {
  const { program, source, validation } = stage;
  const perEpoch = stepsPerEpoch(source.examples.count, source.batchSize);
  const makeFeeds = feedMaker(program, source);
  const perCall = stepsPerCallOf(program, session);
  const names = program.recordNames;
  return async (start: Checkpoint): Promise<Checkpoint> => {
    const { history, kept } = start;
    const epoch = history.length;
    const end = (epoch + 1) * perEpoch;
    const sums = new Float64Array(names.length);
    sums.set(start.epoch.sums);
    let step = epoch * perEpoch + start.epoch.steps;
    const readState = async (names?: readonly string[]) =>
      fromEngine(program, run.specs, await session.readState(names), start.state, kept);
    const save = async (checkpoints: Checkpointing) => {
      const steps = step - epoch * perEpoch;
      const state = await readState();
      await checkpoints.save({ ...start, state, epoch: { steps, sums: [...sums] } });
      freeBuffers(Object.values(state).map(({ data }) => data));
    };
    const included = includedCounts(run.specs, kept, start.state);
    let feeds = makeFeeds(step, Math.min(perCall, end - step));
    while (step < end) {
      if (run.signal?.aborted) {
        if (step > 0 && run.checkpoints) await save(run.checkpoints);
        throw new SecateurError('ABORTED', 'Training was interrupted.', { cause: run.signal.reason });
      }
      const count = Math.min(perCall, end - step);
      const advancing = session.advance(count, feeds);
      step += count;
      // The next steps' feeds are made while the engine's thread works on these.
      if (step < end) feeds = makeFeeds(step, Math.min(perCall, end - step));
      if (!addRecords(sums, await advancing)) {
        const last = run.checkpoints ? ((await run.checkpoints.load()) ?? beginning(run)) : start;
        const why = await explainDivergence(run, stage, {
          // Whoever deletes a checkpoint meanwhile leaves one of another network.
          ...(isSame(last.kept, kept) && { start: last }),
          perEpoch,
          firstStep: step - count,
          lastStep: step,
        });
        throw new SecateurError('TRAINING_DIVERGED', `Stage '${run.stage}' diverged: ${why}`);
      }
      run.onProgress?.(progressOf(run, step, perEpoch, history, sums, included));
      if (step < end && run.checkpoints?.isDue()) await save(run.checkpoints);
    }
    const state = await readState(run.checkpoints && engineParameters(program));
    const means = Object.fromEntries(names.map((name, index) => [name, sums[index]! / perEpoch]));
    const { score, negativeLogLikelihood } = await validate(session, run.task, validation);
    const record: EpochRecord = {
      epoch,
      figures: { ...means, validationNegativeLogLikelihood: negativeLogLikelihood },
      validation: score,
    };
    await run.onEpoch?.(eventOf(run, record, end, kept, state));
    const streaks = run.narrow ? updateStreaks(run.network, start.streaks, state) : [];
    const next = epoch + 1 < run.epochs ? narrowed(run.network, kept, streaks) : undefined;
    const best = run.earlyStopping && bestOf(start.best, record, parametersOf(run.specs, state), run.earlyStopping);
    if (epoch > 0) freeReplaced(start.state, best?.state);
    return {
      state,
      history: [...history, record],
      kept: next ?? kept,
      streaks,
      epoch: betweenEpochs,
      ...(best && { best }),
    };
  };
}

/** Not for the first state: what training starts from may be somebody else's. */
function freeReplaced(state: TrainingState, best: TrainingState = {}): void {
  const held = new Set(Object.values(best));
  freeBuffers(Object.values(state).flatMap((tensor) => (held.has(tensor) ? [] : [tensor.data])));
}

function isSame(one: Kept, other: Kept): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** @returns whether all of them are finite */
function addRecords(sums: Float64Array, records: Float32Array): boolean {
  records.forEach((value, index) => {
    sums[index % sums.length]! += value;
  });
  return sums.every((sum) => Number.isFinite(sum));
}

function progressOf(
  run: TrainingRun,
  step: number,
  perEpoch: number,
  history: readonly EpochRecord[],
  sums: Float64Array,
  included: readonly number[] | undefined,
): Progress {
  const inEpoch = step - history.length * perEpoch;
  const [loss, negativeLogLikelihood] = [sums[0]! / inEpoch, sums[1]! / inEpoch];
  const last = history.at(-1)?.validation;
  return {
    stage: run.stage,
    done: step,
    total: run.epochs * perEpoch,
    metrics: {
      loss,
      ...(last && { [`validation ${last.name}`]: last.value }),
      ...(included && { nll: negativeLogLikelihood, kl: loss - negativeLogLikelihood }),
    },
    ...(included && { kept: included }),
  };
}

function eventOf(
  run: TrainingRun,
  record: EpochRecord,
  steps: number,
  training: Kept,
  state: TrainingState,
): EpochEvent {
  const kept = includedCounts(run.specs, training, state);
  return {
    ...record,
    stage: run.stage,
    epochs: run.epochs,
    engine: run.engine.name,
    learningRate: run.learningRateAt(steps),
    ...(kept && { kept }),
    training: training.map((members) => members.length),
  };
}
