import {
  type CompactNetwork,
  type ExampleWeights,
  everything,
  featuresOf,
  foldBatchNorm,
  type NetworkSpec,
  outputWidth,
  type Posterior,
  structureOf,
  tensorNames,
} from '../core/index.ts';
import type { Dataset } from '../datasets/index.ts';
import { checkNetwork, checkSameMeaning } from './check-network.ts';
import { check, isPositive } from './check-options.ts';
import { findCollapse } from './collapse.ts';
import type { Augmentation } from './data/augmentation.ts';
import { describeWeights } from './data/example-weights.ts';
import { familyNamed } from './families/index.ts';
import { defaultLearningRate, noDropout, sizedSlabTempering, type TrainingOptions } from './fit-options.ts';
import type { Distillation } from './likelihoods/index.ts';
import type { EpochRecord } from './loop/history.ts';
import { priorAfter, priorOf } from './priors/prior-of.ts';
import type { PriorOptions } from './priors/priors.ts';
import { metricsOf } from './score.ts';
import { startingPoint } from './starting-point.ts';
import { distillationOf, trainFamily } from './train-family.ts';

export interface FitOptions extends TrainingOptions {
  /** Batch normalisation is for training dense networks: the posterior is that of the network with it folded away. */
  readonly network: NetworkSpec;
  /** Variational family; default `node`. */
  readonly family?: string;
  /** Whether inputs have inclusion probabilities too; default true. */
  readonly selectInputs?: boolean;
  readonly prior?: PriorOptions;
  /** Factors on the KL divergence's two parts, see `Tempering`; 1 by default, of the slab's `sizedSlabTempering` with a budget. */
  readonly tempering?: { readonly slab?: number; readonly inclusion?: number };
  /** Learning rate of the inclusion log-odds; default .04 (at the weights' rate nothing is decided). */
  readonly inclusionRate?: number;
  /**
   * A trained network of the same shape whose weights are the slab means to start from, or a posterior of the same shape
   * and family to go on from: with a smaller budget it leads to a smaller network, cut from the one before.
   */
  readonly start?: CompactNetwork | Posterior;
  /** Whether units and inputs that have become improbable leave the training, which then gets faster; default true. */
  readonly narrow?: boolean;
}

export interface Fit {
  readonly posterior: Posterior;
  readonly history: readonly EpochRecord[];
  /** The epoch, from 0, whose parameters these are: the last one unless `earlyStop` chose another. */
  readonly chosenEpoch: number;
  /** What makes the posterior doubtful, such as a collapse onto the prior; sentences with advice, mostly none. */
  readonly warnings: readonly string[];
}

/** Temperature of the indicators' relaxation (SS-IG). */
const relaxation = 0.5;

/**
 * Fits a variational posterior to the training part of a data set.
 * @throws NETWORK_INVALID when the network does not fit the data; DATA_INVALID when a posterior to start from is about
 * other data; ARGUMENT_INVALID; TRAINING_DIVERGED; ABORTED
 */
export async function fitPosterior(dataset: Dataset, options: FitOptions): Promise<Fit> {
  const { selectInputs = true, inclusionRate = 0.04, narrow = true } = options;
  // Normalised weights could shrink at no cost to the data: their prior would mean nothing.
  const { network } = foldBatchNorm(options.network);
  const learningRate = options.learningRate ?? defaultLearningRate(network);
  const family = familyNamed(options.family ?? 'node');
  const slabTempering = options.prior?.budget === undefined ? 1 : sizedSlabTempering;
  const tempering = { slab: options.tempering?.slab ?? slabTempering, inclusion: options.tempering?.inclusion ?? 1 };
  const features = featuresOf(dataset.input).map((_, index) => index);
  if (options.start && 'tensors' in options.start) checkSameMeaning(options.start, dataset);
  checkNetwork(network, dataset.input, outputWidth(dataset.task));
  check('The learning rate of inclusion', inclusionRate, isPositive, 'positive');
  check('The tempering of the slab', tempering.slab, isTempering, 'from 0');
  check('The tempering of inclusion', tempering.inclusion, isTempering, 'from 0');
  const familyOptions = { selectInputs, relaxation, dropout: noDropout };
  const prior = priorOf(family, { network, examples: dataset.split.train.length, options: options.prior ?? {} });
  const narrows = narrow && family.prunes && leavesNothingBehind(network);
  const specs = family.parameters(network, familyOptions);
  const { parameters, weights, price, history, chosen } = await trainFamily(
    dataset,
    {
      stage: 'fit posterior',
      network,
      features,
      family,
      familyOptions,
      prior,
      tempering,
      rates: { weight: learningRate, logVariance: 2 * learningRate, inclusion: inclusionRate },
      // The prior is what keeps weights small.
      weightDecay: 0,
      start: options.start
        ? startingPoint(options.start, network, family, specs, narrows)
        : { tensors: {}, kept: everything(network) },
      wholeEpochs: 10,
      divergenceWarmUp: 0.55,
      narrow: narrows,
    },
    options,
  );
  const { validation } = chosen;
  const noise = parameters[tensorNames.observationLogStdDev];
  const fittedPrior = priorAfter(family, { network, options: familyOptions, prior }, parameters, price);
  const posterior: Posterior = {
    version: 1,
    network,
    family: family.name,
    prior: fittedPrior,
    tempering: {
      ...tempering,
      likelihood: describeLikelihood(distillationOf(options), weights, options.augment),
      ...(weights && { weights }),
    },
    input: dataset.input,
    task: dataset.task,
    seed: options.seed ?? 0,
    data: { name: dataset.name, sha256: dataset.provenance.sha256 },
    metrics: metricsOf('validation', validation),
    tensors: {
      ...family.toPosterior(parameters, { network, options: familyOptions, prior: fittedPrior }),
      ...(noise && { [tensorNames.observationLogStdDev]: noise }),
    },
  };
  return { posterior, history, chosenEpoch: chosen.epoch, warnings: findCollapse(posterior) };
}

function isTempering(value: number): boolean {
  return value >= 0 && Number.isFinite(value);
}

/** A unit at the spike outputs act(0): where that is not 0, the layers after it would miss it if it left the training. */
function leavesNothingBehind(network: NetworkSpec): boolean {
  const { levels, outputs } = structureOf(network);
  return outputs.flat().every(({ level, idle }) => idle === 0 || !levels[level]!.prunable);
}

function describeLikelihood(
  distillation: Distillation | undefined,
  weights: ExampleWeights | undefined,
  augment: Augmentation | undefined,
): string {
  const source = distillation
    ? `distilled: weight ${distillation.weight}, temperature ${distillation.temperature}`
    : 'labels';
  return [source, ...(weights ? [describeWeights(weights)] : []), ...(augment ? [`augmented: ${augment}`] : [])].join(
    '; ',
  );
}
