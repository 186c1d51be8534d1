import type { InputSpec } from '../input-spec.ts';
import { structureOf } from '../network/network-levels.ts';
import type { NetworkSpec } from '../network/network-spec.ts';
import type { Task } from '../task.ts';
import type { Tensor } from '../tensor.ts';

/**
 * What training learned: for every weight a Gaussian slab, for every unit and input the log-odds that it is needed,
 * and all that is required to use or continue it. Stored as one safetensors file (`posterior-file.ts`).
 */
export interface Posterior {
  readonly version: 1;
  readonly network: NetworkSpec;
  /** The variational family that was fitted, for example `node`. */
  readonly family: string;
  readonly prior: PriorRecord;
  /** Factors on parts of the objective; anything but 1 makes this a tempered (cold) posterior. */
  readonly tempering: Tempering;
  readonly input: InputSpec;
  readonly task: Task;
  readonly seed: number;
  readonly data: { readonly name: string; readonly sha256: string };
  /** Figures by name, for example `validationAccuracy`. */
  readonly metrics: Readonly<Record<string, number>>;
  /** By name, see `tensorNames`. */
  readonly tensors: Readonly<Record<string, Tensor>>;
}

export interface PriorRecord {
  /** How prior inclusion was chosen: `layerwise`, `constant` or `size-aware`. */
  readonly name: string;
  /** Standard deviation of the slab of each layer with weights. */
  readonly slabScales: readonly number[];
  /** Where those were not chosen but learned from the weights (empirical Bayes). */
  readonly slabLearned?: true;
  /** Prior log-odds of inclusion of each input, and of the members of each level between inputs and outputs. */
  readonly inputLogit: number;
  readonly unitLogits: readonly number[];
  /** Prior log-odds of inclusion of the weights of each layer with weights, of families that speak of single weights. */
  readonly weightLogits?: readonly number[];
  /** Standard deviations of the spike of each layer with weights, where the spike is a narrow Gaussian and no point. */
  readonly spikeScales?: readonly number[];
  /** Weights of each unit by layer, where the prior of a group depends on its size: that of the whole network. */
  readonly fanIns?: readonly number[];
  /** What every parameter that is kept costs, in nats, where that is fixed and not found as with `size`. */
  readonly parameterPrice?: number;
  /** The size-aware prior p(z) ~ exp(-price size(z)), its price (in nats) set so that E[size] = budget. */
  readonly size?: SizeRecord;
}

export interface SizeRecord {
  /** What is counted: weights and biases where absent, or multiply-accumulates of one forward pass. */
  readonly unit?: 'macs';
  readonly budget: number;
  readonly price: number;
}

export interface Tempering {
  /** Factor on the slab's part of the KL divergence. */
  readonly slab: number;
  /** Factor on the inclusion indicators' part. */
  readonly inclusion: number;
  /** What the likelihood was computed from: the labels, or a teacher's softened labels (a distilled likelihood). */
  readonly likelihood: string;
  /** Where examples counted differently: a likelihood with powers, which is not that of the data. */
  readonly weights?: ExampleWeights;
}

/** What made the weights of the training examples, whose mean is 1. */
export interface ExampleWeights {
  /** A factor for each label, in their order, before that normalisation. */
  readonly classes?: readonly number[];
  /** The column of the data with a factor for each example. */
  readonly column?: string;
}

/** The tensors of a posterior; layer numbers count all layers from 0. A level's log-odds are named by its owner. */
export const tensorNames = {
  /** `[inputs]`, log-odds; absent when inputs were not selected. */
  inputInclusion: 'inputs.inclusionLogit',
  /** `[units]`, log-odds; absent for a layer that is never pruned (the last) or shares another's. Of a part: `inclusionNameOf`. */
  inclusion: (layer: number) => `layers.${layer}.inclusionLogit`,
  /** As the means, log-odds of every weight; only of families that have an indicator for each. */
  weightInclusion: (layer: number) => `layers.${layer}.weightInclusionLogit`,
  /** `[units, inputs]`, or `[units, channels / groups, height, width]` */
  slabMean: (layer: number) => `layers.${layer}.slabMean`,
  /** As the means, natural log; absent for a deterministic network. */
  slabLogStdDev: (layer: number) => `layers.${layer}.slabLogStdDev`,
  /** `[units]` */
  biasMean: (layer: number) => `layers.${layer}.biasMean`,
  /** `[units]` */
  biasLogStdDev: (layer: number) => `layers.${layer}.biasLogStdDev`,
  /** `[1]`, natural log, in units of the standardised target; only with a homoscedastic Gaussian likelihood. */
  observationLogStdDev: 'likelihood.logStdDev',
} as const;

/** The tensor with a level's log-odds; undefined where there can be none. Pixels that convolutions read are not selected. */
export function inclusionNameOf(network: NetworkSpec, level: number): string | undefined {
  const { name, prunable } = structureOf(network).levels[level]!;
  return prunable ? `${name}.inclusionLogit` : undefined;
}
