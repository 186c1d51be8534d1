import {
  type CompactNetwork,
  featuresOf,
  filled,
  type NetworkSpec,
  outputWidth,
  specOf,
  type Tensor,
  tensorNames,
} from '../core/index.ts';
import type { Dataset } from '../datasets/index.ts';
import { stepsPerEpoch } from './batches.ts';
import { checkpointFile } from './checkpoint.ts';
import { onnxEngine } from './engines/onnx-engine.ts';
import { type Examples, examplesOf, narrowed } from './examples.ts';
import { deterministic } from './families/deterministic.ts';
import type { Dropout, FamilyOptions } from './families/family.ts';
import {
  defaultBatchSize,
  defaultDistillation,
  defaultEpochs,
  noDropout,
  type TrainingOptions,
} from './fit-options.ts';
import { checkNetwork, meansOf } from './fit-posterior.ts';
import type { EpochRecord } from './history.ts';
import { initialise } from './initialise.ts';
import { likelihoodFor } from './likelihoods.ts';
import { networkOutputs } from './network-outputs.ts';
import { makePrior } from './priors.ts';
import { buildProgram } from './program.ts';
import { runTraining } from './run-training.ts';

export interface TrainedNetwork {
  readonly network: CompactNetwork;
  readonly history: readonly EpochRecord[];
}

/** Point estimates have no indicators to select or relax. */
const pointOptions: FamilyOptions = { selectInputs: false, relaxation: 1, dropout: noDropout };

/** Networks with fewer parameters run faster on one thread than they can be divided over more. */
const singleThreadParameters = 60_000;

/** Trains an ordinary dense network of the given shape from scratch. Errors as `fitPosterior`. */
export async function trainDense(
  dataset: Dataset,
  options: TrainingOptions & { readonly network: NetworkSpec; readonly dropout?: Dropout },
): Promise<TrainedNetwork> {
  const { network, learningRate = 1e-3 } = options;
  const features = featuresOf(dataset.input).length;
  checkNetwork(network, features, outputWidth(dataset.task));
  const untrained: CompactNetwork = {
    input: dataset.input,
    task: dataset.task,
    keptInputs: range(features),
    layers: network.layers.map((layer, index) => {
      const fanIn = index === 0 ? network.inputs : network.layers[index - 1]!.units;
      return {
        weight: filled([layer.units, fanIn], 0),
        bias: filled([layer.units], 0),
        activation: layer.activation,
        keptUnits: range(layer.units),
      };
    }),
  };
  const specs = deterministic.parameters(network, pointOptions);
  const initial = initialise(specs, options.seed ?? 0);
  return train('train dense', dataset, untrained, initial, { ...options, learningRate }, 12);
}

/**
 * Trains a compact network further, on the features it reads; what a cut cost is mostly won back. With a teacher the
 * labels are mixed with its softened answers. Errors as `fitPosterior`.
 */
export async function fineTune(
  network: CompactNetwork,
  dataset: Dataset,
  options: TrainingOptions = {},
): Promise<TrainedNetwork> {
  const { learningRate = 4e-3 } = options;
  return train(
    'fine-tune',
    dataset,
    network,
    meansOf(network, deterministicSpecs(network)),
    { ...options, learningRate },
    30,
  );
}

async function train(
  stage: string,
  dataset: Dataset,
  network: CompactNetwork,
  initial: Readonly<Record<string, Tensor>>,
  options: TrainingOptions & { readonly learningRate: number; readonly dropout?: Dropout },
  wholeEpochs: number,
): Promise<TrainedNetwork> {
  const { seed = 0, learningRate } = options;
  const all = examplesOf(dataset, dataset.split.train);
  const batchSize = options.batchSize ?? defaultBatchSize(all.count);
  const epochs = options.epochs ?? defaultEpochs(all.count, batchSize, wholeEpochs);
  const distillation = options.teacher && (options.distillation ?? defaultDistillation);
  const likelihood = likelihoodFor(dataset.task, distillation);
  const spec = specOf(network);
  const specs = [...deterministicSpecs(network), ...likelihood.parameters];
  const program = buildProgram({
    network: spec,
    family: deterministic,
    familyOptions: { ...pointOptions, dropout: options.dropout ?? noDropout },
    likelihood,
    prior: makePrior(spec, all.count),
    tempering: { slab: 0, inclusion: 0 },
    batchSize,
    examples: all.count,
    rates: { weight: learningRate, logVariance: 0, inclusion: 0 },
    hasTeacher: options.teacher !== undefined,
  });
  const totalSteps = epochs * stepsPerEpoch(all.count, batchSize);
  const view = (examples: Examples) =>
    network.keptInputs.length === all.width ? examples : narrowed(examples, network);
  const identity = {
    kind: stage,
    data: dataset.provenance.sha256,
    spec,
    distillation,
    batchSize,
    epochs,
    learningRate,
    seed,
  };
  const small = specs.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0) < singleThreadParameters;
  const { tensors, history } = await runTraining({
    stage,
    program,
    engine: options.engine ?? onnxEngine(small ? { threads: 1 } : {}),
    source: {
      examples: view(all),
      batchSize,
      seed,
      schedule: { warmUpSteps: Math.ceil(totalSteps / 20), totalSteps, divergenceSteps: 1 },
      ...(options.teacher && { teacher: await networkOutputs(options.teacher, all) }),
    },
    task: dataset.task,
    validation: view(examplesOf(dataset, dataset.split.validation)),
    epochs,
    initial: { ...initialise(specs, seed), ...initial },
    ...(options.checkpoint && { checkpoints: checkpointFile(options.checkpoint, identity) }),
    ...(options.onProgress && { onProgress: options.onProgress }),
    ...(options.signal && { signal: options.signal }),
  });
  const layers = network.layers.map((layer, index) => ({
    ...layer,
    weight: tensors[tensorNames.slabMean(index)]!,
    bias: tensors[tensorNames.biasMean(index)]!,
  }));
  return { network: { ...network, layers }, history };
}

function deterministicSpecs(network: CompactNetwork) {
  return deterministic.parameters(specOf(network), pointOptions);
}

function range(size: number): number[] {
  return Array.from({ length: size }, (_, index) => index);
}
