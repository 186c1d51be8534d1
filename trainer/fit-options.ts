import {
  type CompactNetwork,
  type NetworkSpec,
  type OnProgress,
  parameterCount,
  weightedLayers,
} from '../core/index.ts';
import type { Augmentation } from './data/augmentation.ts';
import type { ClassWeights } from './data/example-weights.ts';
import type { Engine } from './engines/engine.ts';
import type { Dropout } from './families/family.ts';
import type { Distillation } from './likelihoods/index.ts';
import type { OnEpoch } from './loop/history.ts';

/** What every kind of training takes. */
export interface TrainingOptions {
  /** Passes over the training examples. */
  readonly epochs?: number;
  /** Examples per step; default 128, fewer for small data sets. */
  readonly batchSize?: number;
  /**
   * Peak learning rate of weights, reached after a warm-up and followed by a cosine decay to zero; by default from the
   * network's width (`defaultLearningRate`).
   */
  readonly learningRate?: number;
  /** Of initial weights, the order of examples and all noise; 0 by default. The same seed gives the same bytes. */
  readonly seed?: number;
  /** A trained network to learn from beside the labels, or several whose outputs are averaged. They read all features. */
  readonly teacher?: CompactNetwork | readonly CompactNetwork[];
  /** How much and how softly; see `Distillation`. Only with a teacher. */
  readonly distillation?: Distillation;
  /** How much the classes count, see `ClassWeights`; by default every example counts the same. */
  readonly classWeights?: ClassWeights;
  /** Varies the training images: `affine`, see docs/methods.md. Not by default. */
  readonly augment?: Augmentation;
  /** By default onnxruntime on all cores, or on one for small networks. */
  readonly engine?: Engine;
  /** A file to keep checkpoints in, and to resume from where it exists. */
  readonly checkpoint?: string;
  /** At least so many seconds lie between two checkpoints; default 10. */
  readonly checkpointSeconds?: number;
  /**
   * Largest norm of a step's gradient over all parameters; longer ones are shortened to it. None by default: Adam divides by
   * the gradient's size anyway, and only rare outliers are worth the time.
   */
  readonly clipNorm?: number;
  /**
   * Stops when the bound on the validation examples has not become better for so many epochs, and takes the epoch where it
   * was best; not counted while learning rate and divergence are warmed up. By default all epochs, and the last.
   */
  readonly earlyStop?: number;
  readonly onProgress?: OnProgress;
  /** Told what is going to be done, before anything large is allocated. */
  readonly onPlan?: (plan: TrainingPlan) => void;
  /** Awaited after every epoch, before the next checkpoint. */
  readonly onEpoch?: OnEpoch;
  readonly signal?: AbortSignal;
}

export interface TrainingPlan {
  readonly stage: string;
  readonly network: NetworkSpec;
  /** Weights and biases of the network. */
  readonly parameters: number;
  readonly trainingRows: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly steps: number;
  /** Estimate of the peak, beside the data. */
  readonly memoryBytes: number;
}

/**
 * Epochs of patience (`earlyStop`) of the dense network that a table's posterior starts from. Trained to the end it has
 * learned some of the few rows by heart, and inputs that are noise would seem needed.
 */
export const startingPatience = 20;

/**
 * The factor on the slab's part of the KL divergence where a size is aimed at, unless another is given: the size says how much
 * may stay, and the posterior then is about which units and inputs these are, not how exactly each weight is known. With the
 * whole divergence a few hundred rows leave weak effects out, and cannot be taught them after the cut.
 */
export const sizedSlabTempering = 0.05;

export const noDropout: Dropout = { inputs: 0, hidden: 0 };

export const defaultDistillation: Distillation = { weight: 0.9, temperature: 4 };

/**
 * Of fine-tuning. A network with more parameters than there are examples can learn them by heart; very soft answers keep it from
 * that. A smaller one cannot, and to repeat all that a teacher says of labels that are wrong anyway, as soft answers ask it to,
 * takes what it needs for the right one: it learns as much from labels as from the teacher's own probabilities.
 */
export function tuningDistillation(network: NetworkSpec, examples: number): Distillation {
  return parameterCount(network) > examples ? defaultDistillation : { weight: 0.5, temperature: 1 };
}

/** Wide networks need small steps: .001 for MNIST's 784 inputs, .01 up to a width of 80. */
export function defaultLearningRate(network: NetworkSpec): number {
  const widest = weightedLayers(network).reduce((most, { fanIn, layer }) => Math.max(most, fanIn, layer.units), 1);
  return Math.min(0.01, 0.8 / widest);
}

/** Updates that make one epoch of a small table count for something: at most 128 examples, at least 50 steps. */
export function defaultBatchSize(examples: number): number {
  return Math.max(8, Math.min(128, 2 ** Math.floor(Math.log2(examples / 50))));
}

/** About as many steps for a table of 300 rows as make sense, and `whole` epochs for tens of thousands. */
export function defaultEpochs(examples: number, batchSize: number, whole: number): number {
  const minimumSteps = 4000;
  return Math.max(whole, Math.ceil(minimumSteps / Math.max(1, Math.floor(examples / batchSize))));
}
