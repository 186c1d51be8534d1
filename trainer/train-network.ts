import {
  type CompactNetwork,
  evenUnits,
  everything,
  featuresOf,
  type InputSpec,
  isWeighted,
  type NetworkSpec,
  outputWidth,
  shareOneStep,
  specOf,
  type Task,
  tensor,
  tensorNames,
} from '../core/index.ts';
import type { Dataset } from '../datasets/index.ts';
import { checkLikelihood, checkNetwork, checkPrefixes } from './check-network.ts';
import { check, isFraction, isPositive } from './check-options.ts';
import { compactOf, meansOf } from './compact-of.ts';
import { deterministic } from './families/deterministic.ts';
import type { Dropout, FamilyOptions } from './families/family.ts';
import { defaultLearningRate, noDropout, type TrainingOptions, tuningDistillation } from './fit-options.ts';
import { withHeldOutNoise } from './held-out-noise.ts';
import { type BitsByLayer, bitsByLayer, onLearnedGrids, startingSteps } from './learned-codes.ts';
import type { EpochRecord } from './loop/history.ts';
import { makePrior } from './priors/priors.ts';
import type { Score } from './score.ts';
import { initialise } from './step/initialise.ts';
import type { Prefix } from './step/prefixes.ts';
import type { TrainingState } from './step/training-state.ts';
import { trainFamily } from './train-family.ts';

export interface TrainedNetwork {
  readonly network: CompactNetwork;
  readonly history: readonly EpochRecord[];
  /** As in `Fit`. */
  readonly chosenEpoch: number;
}

export interface TunedNetwork extends TrainedNetwork {
  /** Of the network, with the noise that it claims, on the validation rows. */
  readonly validation: Score;
}

export interface WeightOptions extends TrainingOptions {
  /**
   * Decoupled weight decay (AdamW, arXiv 1711.05101): times the current learning rate, the part of every weight that each
   * step takes away; biases stay. 0 by default. Long fine-tuning of a small network gains from about .05.
   */
  readonly weightDecay?: number;
}

export interface FineTuneOptions extends WeightOptions {
  /**
   * Trains nested networks together, each the first so many members of every level (`structureOf`): every step takes the
   * mean of their losses, so that each of them is a network of its own (arXiv 2110.04252; slimmable networks, arXiv
   * 1812.08928). Only the whole network by default.
   */
  readonly prefixes?: readonly Prefix[];
  /**
   * Bits of the codes, 2 to 8, that weights will be stored as: one number for all layers with weights or one for each,
   * undefined where weights stay as they are. Every step rounds the weights as storing them will, and what comes out lies on
   * its grid: nothing is lost when it is exported. Not together with `prefixes`.
   */
  readonly weightBits?: number | BitsByLayer;
  /**
   * Whether the units of a layer learn one step of their codes together, as a lean file wants it, where they can be made even
   * for it (`evenUnits`): as good in our measurements, and there are no steps to store. False by default: a step for each unit.
   */
  readonly sharesSteps?: boolean;
  /**
   * Whether the learning rate stays at its peak after the warm-up, for a training that another one follows: what was annealed
   * would only have to be warmed up again. By default it falls to 0.
   */
  readonly constantRate?: boolean;
}

export interface DenseOptions extends WeightOptions {
  readonly network: NetworkSpec;
  /** Probabilities of dropping inputs and hidden units in training; none by default. */
  readonly dropout?: Dropout;
}

/** Point estimates have no indicators to select or relax. */
const pointOptions = { selectInputs: false, relaxation: 1, dropout: noDropout };

/**
 * Trains an ordinary network of the given shape from scratch. Batch normalisation is folded into the weights of what is
 * returned. Errors as `fitPosterior`.
 */
export async function trainDense(dataset: Dataset, options: DenseOptions): Promise<TrainedNetwork> {
  const { input, task } = dataset;
  checkNetwork(options.network, input, outputWidth(task));
  check('The dropout of inputs', options.dropout?.inputs, isFraction, 'from 0 to below 1');
  check('The dropout of hidden units', options.dropout?.hidden, isFraction, 'from 0 to below 1');
  const keptInputs = featuresOf(input).map((_, index) => index);
  const { network } = options;
  const start = { network, keptInputs, tensors: {} };
  const { tensors, ...run } = await trainWeights('train dense', 12, dataset, start, options);
  return { network: compactOf({ network, tensors }, { input, task, keptInputs }), ...run };
}

/**
 * Trains a compact network further, on the features it reads; what a cut cost is mostly won back. With a teacher the
 * labels are mixed with its answers, by default as `tuningDistillation` says. A regression's noise is at least what the
 * network misses of the validation rows. Errors as `fitPosterior`.
 */
export async function fineTune(
  network: CompactNetwork,
  dataset: Dataset,
  options: FineTuneOptions = {},
): Promise<TunedNetwork> {
  checkLikelihood(network, dataset.task);
  checkPrefixes(specOf(network), options.prefixes);
  const { keptInputs } = network;
  const spec = specOf(network);
  const weightBits = options.weightBits === undefined ? undefined : bitsByLayer(spec, options.weightBits);
  if (weightBits)
    check('The number of prefixes of a network with rounded weights', options.prefixes?.length, () => false, 'none');
  const isEvened = weightBits !== undefined && options.sharesSteps === true;
  const start = isEvened ? evenUnits(network) : network;
  const sharedSteps = isEvened ? shareOneStep(start) : undefined;
  const steps = weightBits && startingSteps(start, weightBits, sharedSteps);
  const tensors = { ...meansOf(start), ...noiseOf(start), ...steps };
  const {
    weightBits: _,
    sharesSteps: __,
    distillation = tuningDistillation(spec, dataset.split.train.length),
    ...training
  } = options;
  const { tensors: trained, ...run } = await trainWeights(
    'fine-tune',
    30,
    dataset,
    { network: spec, keptInputs, tensors },
    { ...training, distillation, ...(weightBits && { weightBits }), ...(sharedSteps && { sharedSteps }) },
  );
  const plain = compactOf({ network: spec, tensors: trained }, network);
  const tuned = weightBits ? onLearnedGrids(plain, trained, weightBits) : plain;
  const layers = tuned.layers.map((layer, index) => {
    const before = network.layers[index]!;
    return isWeighted(layer) && isWeighted(before) ? { ...layer, keptUnits: before.keptUnits } : layer;
  });
  const { validation } = run.history[run.chosenEpoch]!;
  return { ...withHeldOutNoise({ network: { ...tuned, layers }, validation }), ...run };
}

/** An untrained network with He's initial weights that reads some of the features. */
export function randomNetwork(
  input: InputSpec,
  task: Task,
  keptInputs: readonly number[],
  network: NetworkSpec,
  seed: number,
): CompactNetwork {
  const specs = [...deterministic.parameters(network, pointOptions), ...deterministic.statistics!.parameters(network)];
  return compactOf({ network, tensors: initialise(specs, seed) }, { input, task, keptInputs });
}

interface Start {
  readonly network: NetworkSpec;
  readonly keptInputs: readonly number[];
  /** Starting values by parameter; what is missing is drawn. */
  readonly tensors: TrainingState;
}

/** The noise that a network brings along, as its likelihood's parameter. */
function noiseOf({ task, observationStdDev }: CompactNetwork): TrainingState {
  if (task.kind === 'classification' || observationStdDev === undefined) return {};
  const logStdDev = Math.log(observationStdDev / task.scale);
  return { [tensorNames.observationLogStdDev]: tensor([1], [logStdDev]) };
}

async function trainWeights(
  stage: string,
  wholeEpochs: number,
  dataset: Dataset,
  { network, keptInputs, tensors }: Start,
  options: Omit<FineTuneOptions, 'weightBits' | 'sharesSteps'> &
    Pick<DenseOptions, 'dropout'> &
    Pick<FamilyOptions, 'weightBits' | 'sharedSteps'>,
): Promise<Omit<TrainedNetwork, 'network'> & { readonly tensors: TrainingState }> {
  const learningRate = options.learningRate ?? defaultLearningRate(network);
  const { weightDecay = 0 } = options;
  check('The learning rate', learningRate, isPositive, 'positive');
  check('The weight decay', weightDecay, (value) => value >= 0 && value * learningRate < 1, 'from 0, and small');
  const { parameters, history, chosen } = await trainFamily(
    dataset,
    {
      stage,
      network,
      features: keptInputs,
      family: deterministic,
      familyOptions: {
        ...pointOptions,
        dropout: options.dropout ?? noDropout,
        ...(options.weightBits && { weightBits: options.weightBits }),
        ...(options.sharedSteps && { sharedSteps: options.sharedSteps }),
      },
      prior: makePrior(network, dataset.split.train.length),
      tempering: { slab: 1, inclusion: 1 },
      rates: { weight: learningRate, logVariance: 0, inclusion: 0 },
      weightDecay,
      start: { tensors, kept: everything(network) },
      wholeEpochs,
      divergenceWarmUp: 0,
      narrow: false,
      ...(options.constantRate && { constantRate: true }),
      ...(options.prefixes && { prefixes: options.prefixes }),
    },
    options,
  );
  return { tensors: parameters, history, chosenEpoch: chosen.epoch };
}
