import { fillLogistic, fillNormal, fillUniform, keyOf, randomStream, sizeOf } from '../../core/index.ts';
import type { EngineProgram, EngineSession } from '../engines/engine.ts';
import { adamRates } from '../step/adam.ts';
import { feedNames, type TrainingProgram } from '../step/program.ts';
import { type Schedule, scheduleFactor } from '../step/schedule.ts';
import { type Examples, gatherRows } from './example-source.ts';

export interface BatchSource {
  readonly examples: Examples;
  readonly batchSize: number;
  readonly seed: number;
  readonly schedule: Schedule;
  /** A teacher's outputs for every version of every example, `[versions * count, outputs]`. */
  readonly teacher?: Float32Array;
}

/**
 * Steps in one call of the engine: what a call costs beside them is negligible then. Fewer where what they read, stacked,
 * would be more than 16 MB (convolutions read noise for every position), or than the engine has any use for.
 * @param numbersPerStep that one step reads
 */
export function stepsPerCall(numbersPerStep: number, enoughBytes = Infinity): number {
  const most = 16;
  const largestBytes = Math.min(16e6, enoughBytes);
  return Math.max(1, Math.min(most, Math.floor(largestBytes / (4 * numbersPerStep))));
}

export function stepsPerCallOf({ step }: Pick<EngineProgram, 'step'>, session: EngineSession): number {
  const perStep = step.perStep.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return stepsPerCall(perStep, session.enoughFeedBytes);
}

/** Whole batches only: the few examples left over take part in another epoch, since each has its own order. */
export function stepsPerEpoch(examples: number, batchSize: number): number {
  return Math.max(1, Math.floor(examples / batchSize));
}

export type FeedMaker = (first: number, count: number) => Record<string, Float32Array>;

/**
 * Makes everything that steps `first` .. `first + count - 1` (from 0) read, stacked. It depends only on the seed and
 * the steps' numbers, so that a resumed run is fed what the uninterrupted one was.
 */
export function feedMaker(program: TrainingProgram, source: BatchSource): FeedMaker {
  const { examples, batchSize, seed, schedule } = source;
  const { targetWidth, outputWidth } = program;
  const { weights: allWeights } = examples;
  const noise = program.noise.map((spec) => ({
    ...spec,
    size: sizeOf(spec.shape),
    key: keyOf(seed, spec.name),
    fill: { normal: fillNormal, logistic: fillLogistic, uniform: fillUniform }[spec.distribution],
  }));
  const rowsAt = batchRows(examples.count, batchSize, seed);
  const perEpoch = stepsPerEpoch(examples.count, batchSize);
  const versionAt = (step: number) => Math.floor(step / perEpoch) % (examples.versions ?? 1);
  return (first, count) => {
    const features = new Float32Array(count * batchSize * examples.width);
    const targets = new Float32Array(count * batchSize * targetWidth);
    const teacher = source.teacher && new Float32Array(count * batchSize * outputWidth);
    const weights = allWeights && new Float32Array(count * batchSize);
    const rate = new Float32Array(count);
    const damping = new Float32Array(count);
    const scheduled = new Float32Array(count);
    const slabWarmUp = new Float32Array(count);
    const drawn = noise.map(({ size }) => new Float32Array(count * size));
    for (let offset = 0; offset < count; offset++) {
      const step = first + offset;
      const rows = rowsAt(step);
      const indices = rows.map((row) => row + examples.count * versionAt(step));
      const part = (values: Float32Array) =>
        values.subarray((offset * values.length) / count, ((offset + 1) * values.length) / count);
      examples.features(indices, part(features));
      examples.targets(rows, part(targets));
      if (teacher) gatherRows(source.teacher!, outputWidth, indices, part(teacher));
      if (weights) gatherRows(allWeights, 1, rows, part(weights));
      noise.forEach(({ fill, key }, index) => {
        fill(key, step, part(drawn[index]!));
      });
      const adam = adamRates(step + 1);
      const factor = scheduleFactor(schedule, step + 1);
      rate[offset] = adam.step * factor;
      scheduled[offset] = factor;
      damping[offset] = adam.damping;
      slabWarmUp[offset] = Math.min(1, (step + 1) / Math.max(1, schedule.divergenceSteps));
    }
    return {
      [feedNames.features]: features,
      [feedNames.targets]: targets,
      ...(teacher && { [feedNames.teacher]: teacher }),
      ...(weights && { [feedNames.weights]: weights }),
      [feedNames.rate]: rate,
      [feedNames.damping]: damping,
      ...(program.decays && { [feedNames.schedule]: scheduled }),
      [feedNames.slabWarmUp]: slabWarmUp,
      ...Object.fromEntries(noise.map(({ name }, index) => [name, drawn[index]!])),
    };
  };
}

/** Every epoch visits the examples in an order of its own. A set smaller than a batch fills it by starting over. */
function batchRows(examples: number, batchSize: number, seed: number): (step: number) => Uint32Array {
  const steps = stepsPerEpoch(examples, batchSize);
  let current: { epoch: number; order: Uint32Array } = { epoch: -1, order: new Uint32Array(0) };
  return (step) => {
    const epoch = Math.floor(step / steps);
    if (current.epoch !== epoch) {
      current = { epoch, order: randomStream(seed, `order/${epoch}`).permutation(examples) };
    }
    const start = (step % steps) * batchSize;
    return Uint32Array.from({ length: batchSize }, (_, index) => current.order[(start + index) % examples]!);
  };
}
