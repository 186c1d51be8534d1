import { feedMaker, stepsPerCallOf } from '../data/batches.ts';
import type { ParameterSpec } from '../families/family.ts';
import { feedNames } from '../step/program.ts';
import { fromEngine, type TrainingState, toEngine } from '../step/training-state.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { TrainingRun, TrainingStage } from './training-run.ts';
import { evaluationRows } from './validate.ts';

/** Where training left the finite numbers. */
export interface Divergence {
  /** The last state before that is known, of the same network. */
  readonly start?: Checkpoint;
  readonly perEpoch: number;
  /** Steps done before the call of the engine that went wrong, and after it. */
  readonly firstStep: number;
  readonly lastStep: number;
}

/** Standardised features and pixels are nowhere near. */
const extreme = 1e4;

/**
 * Trains again from `start`, step by step in the end, and looks at what ceases to be finite first.
 * @returns what happened and what to change, as sentences
 */
export async function explainDivergence(
  { engine, specs, learningRateAt }: TrainingRun,
  { program, source, validation }: TrainingStage,
  { start, perEpoch, firstStep, lastStep }: Divergence,
): Promise<string> {
  const general = `in step ${lastStep}. Lower the learning rate, or look for extreme values in the data.`;
  if (!start) return general;
  const startStep = start.history.length * perEpoch + start.epoch.steps;
  const session = await engine.start(
    { step: program.step, evaluation: program.evaluation(evaluationRows(validation)) },
    toEngine(program, specs, start.state, start.kept),
  );
  try {
    const makeFeeds = feedMaker(program, source);
    const perCall = stepsPerCallOf(program, session);
    for (let step = startStep; step < firstStep; step += perCall) {
      const count = Math.min(perCall, firstStep - step);
      await session.advance(count, makeFeeds(step, count));
    }
    const readState = async () => fromEngine(program, specs, await session.readState(), start.state, start.kept);
    let before = firstStep > startStep ? await readState() : start.state;
    for (let step = firstStep; step < lastStep; step++) {
      const feeds = makeFeeds(step, 1);
      const inputs = largestOf(feeds[feedNames.features]!, source.examples.width);
      const targets = largestOf(feeds[feedNames.targets]!, program.targetWidth);
      const where = `in step ${step + 1}`;
      if (!Number.isFinite(inputs.value)) {
        return `${where} its rows hold ${inputs.value} in input ${inputs.column + 1} of ${source.examples.width}. Look for missing or extreme values in the data.`;
      }
      if (!Number.isFinite(targets.value)) {
        return `${where} its rows hold the target ${targets.value}. Look for missing or extreme values in the data.`;
      }
      const record = await session.advance(1, feeds);
      const after = await readState();
      const broken = specs.filter(({ name }) => !areFinite(after[name]!.data));
      if (broken.length > 0 || !areFinite(record)) {
        const parts = program.recordNames.slice(1).filter((_, index) => !Number.isFinite(record[index + 1]));
        const advice =
          parts.length === 1 && parts[0] === 'slabDivergence'
            ? 'Only the slab divergence did: raise the scale of the slab.'
            : inputs.value > extreme
              ? `Inputs of this step reach ${figure(inputs.value)}: look for extreme values in the data, or lower the learning rate.`
              : `Lower the learning rate (it was ${figure(learningRateAt(step + 1))} here), or clip gradients.`;
        return `${where} ${firstToBreak(specs, broken, before)}. ${advice}`;
      }
      before = after;
    }
  } finally {
    await session.close();
  }
  return general;
}

/** Parameters that ceased to be finite while others were; where all went at once, the largest before. */
function firstToBreak(
  specs: readonly ParameterSpec[],
  broken: readonly ParameterSpec[],
  before: TrainingState,
): string {
  if (broken.length > 0 && broken.length < specs.length) {
    const others = broken.length > 1 ? ` (and ${broken.length - 1} more)` : '';
    return `the first parameters to become infinite or NaN were '${broken[0]!.name}'${others}`;
  }
  const sizes = specs.map(({ name }) => ({ name, value: largestOf(before[name]!.data, 1).value }));
  const { name, value } = sizes.reduce((most, each) => (each.value > most.value ? each : most));
  return `everything became infinite or NaN at once; the largest parameters before were '${name}', up to ${figure(value)}`;
}

function areFinite(values: Float32Array): boolean {
  return values.every((value) => Number.isFinite(value));
}

/** The largest absolute value, or the first that is not finite, and in which of `width` columns it is. */
function largestOf(values: Float32Array, width: number): { value: number; column: number } {
  let found = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) return { value, column: index % width };
    if (Math.abs(value) > Math.abs(values[found]!)) found = index;
  }
  return { value: Math.abs(values[found] ?? 0), column: found % width };
}

function figure(value: number): string {
  return String(Number(value.toPrecision(2)));
}
