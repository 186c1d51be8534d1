import {
  type CompactNetwork,
  type NetworkSpec,
  outputWidth,
  type Posterior,
  SecateurError,
  type Tensor,
  tensor,
  tensorNames,
} from '../core/index.ts';
import type { Dataset } from '../datasets/index.ts';
import { stepsPerEpoch } from './batches.ts';
import { checkpointFile } from './checkpoint.ts';
import { onnxEngine } from './engines/onnx-engine.ts';
import { examplesOf } from './examples.ts';
import type { ParameterSpec } from './families/family.ts';
import { familyNamed } from './families/index.ts';
import {
  defaultBatchSize,
  defaultDistillation,
  defaultEpochs,
  noDropout,
  type TrainingOptions,
} from './fit-options.ts';
import type { EpochRecord } from './history.ts';
import { initialise } from './initialise.ts';
import { likelihoodFor } from './likelihoods.ts';
import { networkOutputs } from './network-outputs.ts';
import { makePrior, type PriorOptions } from './priors.ts';
import { buildProgram, priceName } from './program.ts';
import { runTraining } from './run-training.ts';

export interface FitOptions extends TrainingOptions {
  readonly network: NetworkSpec;
  /** Variational family; default `node`. */
  readonly family?: string;
  /** Whether inputs have inclusion probabilities too; default true. */
  readonly selectInputs?: boolean;
  readonly prior?: PriorOptions;
  /** Factors on the KL divergence's two parts; see `Tempering`. */
  readonly tempering?: { readonly slab?: number; readonly inclusion?: number };
  /** Learning rate of the inclusion log-odds; default .05 (at the weights' rate nothing is decided). */
  readonly inclusionRate?: number;
  /** A trained network of the same shape whose weights are the slab means to start from. */
  readonly start?: CompactNetwork;
}

/** Part of the training over which the KL divergence comes into force. */
const divergenceWarmUp = 0.55;

export interface Fit {
  readonly posterior: Posterior;
  readonly history: readonly EpochRecord[];
}

/** Temperature of the indicators' relaxation (SS-IG). */
const relaxation = 0.5;

/**
 * Fits a variational posterior to the training part of a data set.
 * @throws NETWORK_INVALID when the network does not fit the data; ARGUMENT_INVALID; TRAINING_DIVERGED; ABORTED
 */
export async function fitPosterior(dataset: Dataset, options: FitOptions): Promise<Fit> {
  const { network, selectInputs = true, inclusionRate = 0.05, learningRate = 1e-3, seed = 0 } = options;
  const family = familyNamed(options.family ?? 'node');
  const tempering = { slab: options.tempering?.slab ?? 1, inclusion: options.tempering?.inclusion ?? 1 };
  const examples = examplesOf(dataset, dataset.split.train);
  checkNetwork(network, examples.width, outputWidth(dataset.task));

  const batchSize = options.batchSize ?? defaultBatchSize(examples.count);
  const epochs = options.epochs ?? defaultEpochs(examples.count, batchSize, 10);
  const distillation = options.teacher && (options.distillation ?? defaultDistillation);
  const likelihood = likelihoodFor(dataset.task, distillation);
  const prior = makePrior(network, examples.count, options.prior);
  const familyOptions = { selectInputs, relaxation, dropout: noDropout };
  const program = buildProgram({
    network,
    family,
    familyOptions,
    likelihood,
    prior,
    tempering,
    batchSize,
    examples: examples.count,
    rates: { weight: learningRate, logVariance: 2 * learningRate, inclusion: inclusionRate },
    hasTeacher: options.teacher !== undefined,
  });
  const specs = [...family.parameters(network, familyOptions), ...likelihood.parameters];
  const totalSteps = epochs * stepsPerEpoch(examples.count, batchSize);
  const identity = {
    kind: 'posterior',
    data: dataset.provenance.sha256,
    network,
    family: family.name,
    prior,
    tempering,
    distillation,
    familyOptions,
    batchSize,
    epochs,
    learningRate,
    inclusionRate,
    seed,
    start: options.start && true,
  };
  const { tensors, extras, history } = await runTraining({
    stage: 'fit posterior',
    program,
    engine: options.engine ?? onnxEngine(),
    source: {
      examples,
      batchSize,
      seed,
      schedule: {
        warmUpSteps: Math.ceil(totalSteps / 20),
        totalSteps,
        divergenceSteps: Math.ceil(totalSteps * divergenceWarmUp),
      },
      ...(options.teacher && { teacher: await networkOutputs(options.teacher, examples) }),
    },
    task: dataset.task,
    validation: examplesOf(dataset, dataset.split.validation),
    epochs,
    initial: { ...initialise(specs, seed), ...(options.start && meansOf(options.start, specs)) },
    ...(prior.size && { initialExtras: { [priceName]: tensor([], [prior.size.price]) } }),
    ...(options.checkpoint && { checkpoints: checkpointFile(options.checkpoint, identity) }),
    ...(options.onProgress && { onProgress: options.onProgress }),
    ...(options.signal && { signal: options.signal }),
  });
  const last = history.at(-1)!.validation;
  return {
    history,
    posterior: {
      version: 1,
      network,
      family: family.name,
      prior: prior.size ? { ...prior, size: { ...prior.size, price: extras[priceName]!.data[0]! } } : prior,
      tempering: { ...tempering, likelihood: describeLikelihood(distillation) },
      input: dataset.input,
      task: dataset.task,
      seed,
      data: { name: dataset.name, sha256: dataset.provenance.sha256 },
      metrics: { [last.name === 'accuracy' ? 'validationAccuracy' : 'validationRmse']: last.value },
      tensors: family.toPosterior(tensors),
    },
  };
}

function describeLikelihood(distillation: { weight: number; temperature: number } | undefined): string {
  return distillation ? `distilled: weight ${distillation.weight}, temperature ${distillation.temperature}` : 'labels';
}

export function checkNetwork(network: NetworkSpec, features: number, outputs: number): void {
  const last = network.layers.at(-1)!.units;
  if (network.inputs !== features || last !== outputs) {
    throw new SecateurError(
      'NETWORK_INVALID',
      `The network takes ${network.inputs} inputs and gives ${last} outputs, but the data has ${features} features and needs ${outputs}. Write it as ${features}-...-${outputs}.`,
    );
  }
}

/** Starting values for the slab means and biases. */
export function meansOf(network: CompactNetwork, specs: readonly ParameterSpec[]): Record<string, Tensor> {
  const means = Object.fromEntries(
    network.layers.flatMap(({ weight, bias }, layer) => [
      [tensorNames.slabMean(layer), weight],
      [tensorNames.biasMean(layer), bias],
    ]),
  );
  return Object.fromEntries(Object.entries(means).filter(([name]) => specs.some((spec) => spec.name === name)));
}
