import { existsSync } from 'node:fs';
import {
  type ExampleWeights,
  isSecateurError,
  likelihoodOf,
  macCount,
  type NetworkSpec,
  narrowNetwork,
  outputWidth,
  parameterCount,
  SecateurError,
  type Tempering,
} from '../core/index.ts';
import type { Dataset } from '../datasets/index.ts';
import { checkTeacher } from './check-network.ts';
import { checkOptions } from './check-options.ts';
import { augmented } from './data/augmentation.ts';
import { stepsPerEpoch } from './data/batches.ts';
import { everyVersion } from './data/example-source.ts';
import { exampleWeights } from './data/example-weights.ts';
import { examplesOf, withFeatures } from './data/examples.ts';
import { averageOutputs } from './data/network-outputs.ts';
import { lackOfMemory } from './engines/lack-of-memory.ts';
import { onnxEngine } from './engines/onnx-engine.ts';
import type { Family, FamilyOptions } from './families/family.ts';
import { defaultBatchSize, defaultDistillation, defaultEpochs, type TrainingOptions } from './fit-options.ts';
import { type Distillation, likelihoodFor } from './likelihoods/index.ts';
import { checkpointFile } from './loop/checkpoint.ts';
import type { EpochRecord } from './loop/history.ts';
import { runTraining } from './loop/run-training.ts';
import { checkMemory, trainingMemoryBytes } from './memory.ts';
import type { Prior } from './priors/priors.ts';
import type { StartingPoint } from './starting-point.ts';
import type { LearningRates } from './step/group-update.ts';
import { initialise } from './step/initialise.ts';
import type { Prefix } from './step/prefixes.ts';
import { buildProgram } from './step/program.ts';
import { scheduleFactor } from './step/schedule.ts';
import { priceName } from './step/size-pricing.ts';
import { startingState, type TrainingState } from './step/training-state.ts';

/** One kind of training on one data set: a family, what it is regularised by, and where it starts. */
export interface FamilyTraining {
  readonly stage: string;
  readonly network: NetworkSpec;
  /** The features that are the network's inputs. */
  readonly features: readonly number[];
  readonly family: Family;
  readonly familyOptions: FamilyOptions;
  readonly prior: Prior;
  readonly tempering: Pick<Tempering, 'slab' | 'inclusion'>;
  readonly rates: LearningRates;
  /** See `ProgramOptions`. */
  readonly weightDecay: number;
  readonly start: StartingPoint;
  /** Epochs on a large data set when the options name none. */
  readonly wholeEpochs: number;
  /** Whether the rate stays at its peak; by default it falls to 0. */
  readonly constantRate?: boolean;
  /** Part of the training over which the slab's KL divergence comes into force. */
  readonly divergenceWarmUp: number;
  readonly narrow: boolean;
  /** See `ProgramOptions`. */
  readonly prefixes?: readonly Prefix[];
}

export interface FamilyResult {
  /** Trained parameters by name; what left the training has the values it had then. */
  readonly parameters: TrainingState;
  /** What made some training examples count more than others. */
  readonly weights: ExampleWeights | undefined;
  /** What a size-aware prior's price became. */
  readonly price: number | undefined;
  readonly history: readonly EpochRecord[];
  /** The record of the epoch that the parameters are from. */
  readonly chosen: EpochRecord;
}

export function distillationOf(options: TrainingOptions): Distillation | undefined {
  return options.teacher && (options.distillation ?? defaultDistillation);
}

/** What fitting a posterior, training a dense network and fine-tuning a compact one have in common. */
export async function trainFamily(
  dataset: Dataset,
  training: FamilyTraining,
  options: TrainingOptions,
): Promise<FamilyResult> {
  const { network, family, familyOptions, prior, tempering, rates, weightDecay } = training;
  const { seed = 0, earlyStop, clipNorm } = options;
  checkOptions(options);
  const weights = exampleWeights(dataset, options.classWeights);
  const plain = examplesOf(dataset, dataset.split.train, weights);
  const all = options.augment ? augmented(plain, dataset.input, seed) : plain;
  const validation = examplesOf(dataset, dataset.split.validation, weights);
  if (all.count === 0 || validation.count === 0) {
    throw new SecateurError(
      'DATA_INVALID',
      `${dataset.name}: ${all.count} training and ${validation.count} validation rows; training needs some of both. Lower the test fraction, or raise the validation fraction.`,
    );
  }
  const batchSize = options.batchSize ?? defaultBatchSize(all.count);
  const epochs = options.epochs ?? defaultEpochs(all.count, batchSize, training.wholeEpochs);
  const perEpoch = stepsPerEpoch(all.count, batchSize);
  const totalSteps = epochs * perEpoch;
  const schedule = {
    warmUpSteps: Math.ceil(totalSteps / 20),
    totalSteps,
    divergenceSteps: Math.ceil(totalSteps * training.divergenceWarmUp),
    ...(training.constantRate && { isConstant: true }),
  };
  const distillation = distillationOf(options);
  const teachers = [options.teacher ?? []].flat();
  for (const each of teachers) checkTeacher(each, all.width, outputWidth(dataset.task));
  const likelihood = likelihoodFor(dataset.task, distillation);
  const specs = [
    ...family.parameters(network, familyOptions),
    ...likelihood.parameters,
    ...(family.statistics?.parameters(network) ?? []),
  ];
  const memoryBytes = trainingMemoryBytes({
    network,
    specs,
    noise: family.noise(network, familyOptions, batchSize),
    batchSize,
    exampleWidth:
      all.width +
      likelihood.targetWidth +
      Number(weights !== undefined) +
      (teachers.length > 0 ? likelihood.outputs : 0),
  });
  checkMemory(memoryBytes, network, batchSize);
  options.onPlan?.({
    stage: training.stage,
    network,
    parameters: parameterCount(network),
    trainingRows: all.count,
    batchSize,
    epochs,
    steps: totalSteps,
    memoryBytes,
  });
  const teacher = teachers.length > 0 ? await averageOutputs(teachers, everyVersion(all)) : undefined;
  const initial = () =>
    startingState(specs, { ...initialise(specs, seed), ...training.start.tensors }, prior.size?.price);
  const { kept } = training.start;
  const fullSize = (prior.size?.unit === 'macs' ? macCount : parameterCount)(narrowNetwork(network, kept));
  const { start: _, ...described } = { ...training, family: family.name, kept };
  const identity = {
    dataset: dataset.provenance.sha256,
    likelihood: likelihoodOf(dataset.task),
    ...described,
    distillation,
    weights,
    augment: options.augment,
    batchSize,
    epochs,
    seed,
    earlyStop,
    clipNorm,
  };
  const { state, history, chosen } = await runTraining({
    stage: training.stage,
    engine: options.engine ?? onnxEngine(),
    task: dataset.task,
    epochs,
    network,
    specs,
    initial,
    kept,
    narrow: training.narrow,
    learningRateAt: (steps) => rates.weight * scheduleFactor(schedule, steps),
    ...(earlyStop !== undefined && {
      earlyStopping: {
        patience: earlyStop,
        firstEpoch: Math.ceil(Math.max(schedule.warmUpSteps, schedule.divergenceSteps) / perEpoch),
      },
    }),
    at: (kept) => {
      // Level 0 of a network that reads images are channels, and all of them stay.
      const features = network.image ? training.features : kept[0]!.map((index) => training.features[index]!);
      return {
        program: buildProgram({
          network: narrowNetwork(network, kept),
          family,
          familyOptions,
          likelihood,
          prior,
          tempering,
          batchSize,
          examples: all.count,
          rates,
          weightDecay,
          hasTeacher: teacher !== undefined,
          hasWeights: weights !== undefined,
          fullSize,
          ...(clipNorm !== undefined && { clipNorm }),
          ...(training.prefixes && { prefixes: training.prefixes }),
        }),
        source: { examples: withFeatures(all, features), batchSize, seed, schedule, ...(teacher && { teacher }) },
        validation: withFeatures(validation, features),
      };
    },
    ...(options.checkpoint && {
      checkpoints: checkpointFile(
        options.checkpoint,
        identity,
        { initial: initial(), ...(teacher && { teacher: { shape: [teacher.length], data: teacher } }) },
        options.checkpointSeconds,
      ),
    }),
    ...(options.onProgress && { onProgress: options.onProgress }),
    ...(options.onEpoch && { onEpoch: options.onEpoch }),
    ...(options.signal && { signal: options.signal }),
  }).catch((error) => {
    throw withCheckpoint(isSecateurError(error) ? error : (lackOfMemory(error) ?? error), options.checkpoint);
  });
  return {
    // In buffers that nothing refuses, as Web Crypto and blobs refuse resizable ones.
    parameters: Object.fromEntries(
      specs.map(({ name }) => [name, { shape: state[name]!.shape, data: state[name]!.data.slice() }]),
    ),
    weights,
    price: state[priceName]?.data[0],
    history,
    chosen,
  };
}

/** An engine can disappear half-way, for want of memory or with its driver: what had been trained is not lost. */
function withCheckpoint(error: unknown, checkpoint: string | undefined): unknown {
  if (!isSecateurError(error) || !['PROVIDER_FAILED', 'MEMORY_INSUFFICIENT'].includes(error.code)) return error;
  if (checkpoint === undefined || !existsSync(checkpoint)) return error;
  const resume = 'train again with the same data and options to go on from there, with another engine if need be';
  // What a runtime says need not end as a sentence does.
  const failure = error.message.replace(/[^.!?]$/, '$&.');
  const message = `${failure} What was trained until shortly before is in ${checkpoint}: ${resume}.`;
  return new SecateurError(error.code, message, { cause: error });
}
