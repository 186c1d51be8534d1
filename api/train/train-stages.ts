import type { CompactNetwork, NetworkSpec, Posterior } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import {
  type Engine,
  type Fit,
  familyNamed,
  fitPosterior,
  onnxEngine,
  type PriorOptions,
  startingPatience,
  type TrainedNetwork,
  type TrainingOptions,
  trainDense,
} from '../../trainer/index.ts';
import { classWeightsFor } from './class-weights.ts';
import type { TrainOptions } from './train-options.ts';

/** How a stage is watched, stopped and saved; not what it computes. */
export type StageHooks = Pick<
  TrainingOptions,
  'signal' | 'onProgress' | 'onEpoch' | 'onPlan' | 'checkpoint' | 'checkpointSeconds'
>;

/** What `train` does, ready to be done. */
export interface TrainStages {
  /** Absent where nothing starts from it or learns from it. */
  readonly dense?: (hooks: StageHooks) => Promise<TrainedNetwork>;
  readonly posterior: (hooks: StageHooks, dense: CompactNetwork | undefined) => Promise<Fit>;
}

export function trainStages(
  dataset: Dataset,
  network: NetworkSpec,
  options: TrainOptions,
  { engine, start }: { readonly engine?: Engine | undefined; readonly start?: Posterior | undefined } = {},
): TrainStages {
  const { epochs, batchSize, learningRate, clipNorm, earlyStop, seed, family } = options;
  const shared = options.threads === undefined ? undefined : onnxEngine({ threads: options.threads });
  const chosen = engine ?? shared;
  const common = {
    network,
    seed,
    ...(epochs !== undefined && { epochs }),
    ...(batchSize !== undefined && { batchSize }),
    ...(learningRate !== undefined && { learningRate }),
    ...(chosen && { engine: chosen }),
    ...(clipNorm !== undefined && { clipNorm }),
    ...(earlyStop !== undefined && { earlyStop }),
    ...(options.augment !== undefined && { augment: options.augment }),
    ...(options.classWeights !== undefined && { classWeights: classWeightsFor(dataset, options.classWeights) }),
  };
  // A dense network has fitted some of the noise of a table's few rows: whoever learns its answers needs every input that
  // it used, and inclusion probabilities would speak of it instead of the data.
  const distils = options.teacher ?? dataset.input.kind === 'image';
  // Who trains the dense network itself has no use for another; who misspells a family should hear of it at once.
  const isDense = familyNamed(family).name === 'deterministic';
  const needsDense = options.teacher !== false && !isDense && (!start || distils);
  const patience = dataset.input.kind === 'table' ? { earlyStop: startingPatience } : {};
  return {
    ...(needsDense && { dense: (hooks) => trainDense(dataset, { ...patience, ...common, ...hooks }) }),
    posterior: (hooks, dense) =>
      fitPosterior(dataset, {
        ...common,
        ...hooks,
        family,
        selectInputs: options.selectInputs,
        narrow: options.narrow,
        prior: priorOf(options),
        tempering: {
          inclusion: options.temperInclusion,
          ...(options.temperSlab !== undefined && { slab: options.temperSlab }),
        },
        ...(dense && { start: dense, ...(distils && { teacher: dense }) }),
        ...(start && { start }),
      }),
  };
}

function priorOf({ size, sizeMacs, priorInclusion, slabScale, spikeScale }: TrainOptions): PriorOptions {
  return {
    ...(size !== undefined && { budget: size }),
    ...(sizeMacs !== undefined && { budget: sizeMacs, budgetUnit: 'macs' }),
    ...(priorInclusion !== undefined && { inclusion: priorInclusion }),
    ...(slabScale !== undefined && { slabScale }),
    ...(spikeScale !== undefined && { spikeScale }),
  };
}
