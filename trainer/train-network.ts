import {
  type CompactNetwork,
  featuresOf,
  filled,
  type InputSpec,
  type NetworkSpec,
  outputWidth,
  specOf,
  type Task,
  tensorNames,
} from '../core/index.ts';
import type { Dataset } from '../datasets/index.ts';
import { checkNetwork } from './check-network.ts';
import { check, isFraction } from './check-options.ts';
import { deterministic } from './families/deterministic.ts';
import type { Dropout } from './families/family.ts';
import { defaultLearningRate, noDropout, type TrainingOptions } from './fit-options.ts';
import type { EpochRecord } from './history.ts';
import { initialise } from './initialise.ts';
import { makePrior } from './priors.ts';
import { trainFamily } from './train-family.ts';
import type { TrainingState } from './training-state.ts';

export interface TrainedNetwork {
  readonly network: CompactNetwork;
  readonly history: readonly EpochRecord[];
  /** As in `Fit`. */
  readonly chosenEpoch: number;
}

export interface DenseOptions extends TrainingOptions {
  readonly network: NetworkSpec;
  /** Probabilities of dropping inputs and hidden units in training; none by default. */
  readonly dropout?: Dropout;
}

/** Point estimates have no indicators to select or relax. */
const pointOptions = { selectInputs: false, relaxation: 1, dropout: noDropout };

/** Trains an ordinary dense network of the given shape from scratch. Errors as `fitPosterior`. */
export async function trainDense(dataset: Dataset, options: DenseOptions): Promise<TrainedNetwork> {
  const features = featuresOf(dataset.input).length;
  checkNetwork(options.network, features, outputWidth(dataset.task));
  check('The dropout of inputs', options.dropout?.inputs, isFraction, 'from 0 to below 1');
  check('The dropout of hidden units', options.dropout?.hidden, isFraction, 'from 0 to below 1');
  const network = randomNetwork(dataset.input, dataset.task, range(features), options.network, options.seed ?? 0);
  return trainWeights('train dense', 12, dataset, network, options);
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
  return trainWeights('fine-tune', 30, dataset, network, options);
}

/** An untrained network with He's initial weights that reads some of the features. */
export function randomNetwork(
  input: InputSpec,
  task: Task,
  keptInputs: readonly number[],
  network: NetworkSpec,
  seed: number,
): CompactNetwork {
  const tensors = initialise(deterministic.parameters(network, pointOptions), seed);
  return {
    input,
    task,
    keptInputs,
    layers: network.layers.map((layer, index) => ({
      weight: tensors[tensorNames.slabMean(index)]!,
      bias: filled([layer.units], 0),
      activation: layer.activation,
      keptUnits: range(layer.units),
    })),
  };
}

/** A network's weights under the names parameters have. */
export function meansOf(network: CompactNetwork): TrainingState {
  return Object.fromEntries(
    network.layers.flatMap(({ weight, bias }, layer) => [
      [tensorNames.slabMean(layer), weight],
      [tensorNames.biasMean(layer), bias],
    ]),
  );
}

async function trainWeights(
  stage: string,
  wholeEpochs: number,
  dataset: Dataset,
  network: CompactNetwork,
  options: TrainingOptions & { readonly dropout?: Dropout },
): Promise<TrainedNetwork> {
  const spec = specOf(network);
  const { parameters, history, chosen } = await trainFamily(
    dataset,
    {
      stage,
      network: spec,
      features: network.keptInputs,
      family: deterministic,
      familyOptions: { ...pointOptions, dropout: options.dropout ?? noDropout },
      prior: makePrior(spec, dataset.split.train.length),
      tempering: { slab: 1, inclusion: 1 },
      rates: { weight: options.learningRate ?? defaultLearningRate(spec), logVariance: 0, inclusion: 0 },
      start: meansOf(network),
      wholeEpochs,
      divergenceWarmUp: 0,
      narrow: false,
    },
    options,
  );
  const layers = network.layers.map((layer, index) => ({
    ...layer,
    weight: parameters[tensorNames.slabMean(index)]!,
    bias: parameters[tensorNames.biasMean(index)]!,
  }));
  return { network: { ...network, layers }, history, chosenEpoch: chosen.epoch };
}

function range(size: number): number[] {
  return Array.from({ length: size }, (_, index) => index);
}
