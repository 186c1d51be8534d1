import {
  graph,
  lengthOf,
  type NetworkSpec,
  type Node,
  perUnit,
  sourceOf,
  structureOf,
  type Tensor,
} from '../../core/index.ts';
import type { FamilyContext, ParameterSpec } from './family.ts';

/**
 * Batch normalisation (Ioffe and Szegedy, arXiv 1502.03167) of every channel: by the batch's own mean and variance in
 * training, by their running means in prediction.
 */
const { add, div, mul, reduceMean, reshape, sqrt, square, sub } = graph;

const batchNormNames = {
  scale: (layer: number) => `layers.${layer}.scale`,
  shift: (layer: number) => `layers.${layer}.shift`,
  mean: (layer: number) => `layers.${layer}.runningMean`,
  variance: (layer: number) => `layers.${layer}.runningVariance`,
};

/** Keeps a channel that never varies from being divided by 0. */
const batchNormEpsilon = 1e-5;
/** Part of the running means that one step replaces. */
const momentum = 0.1;

/** What a network with running means is at prediction: `scale (x - mean) / sqrt(variance + epsilon) + shift`. */
export function batchNormParameters(network: NetworkSpec): ParameterSpec[] {
  return specsOf(network, 'weight', [
    [batchNormNames.scale, 1],
    [batchNormNames.shift, 0],
  ]);
}

export function runningParameters(network: NetworkSpec): ParameterSpec[] {
  return specsOf(network, 'statistic', [
    [batchNormNames.mean, 0],
    [batchNormNames.variance, 1],
  ]);
}

function specsOf(
  network: NetworkSpec,
  role: ParameterSpec['role'],
  vectors: readonly [(layer: number) => string, number][],
): ParameterSpec[] {
  const { outputs } = structureOf(network);
  return network.layers.flatMap(({ kind }, index) => {
    if (kind !== 'batch-norm') return [];
    const axis = outputs[index]!;
    const shape = [lengthOf(axis)];
    return vectors.map(([nameOf, initial]) => ({ name: nameOf(index), shape, axes: [axis], role, initial }));
  });
}

/** Whether a batch normalisation takes away what a bias of this layer would add: it would drift, with no gradient at all. */
export function isNormalised(network: NetworkSpec, index: number): boolean {
  return network.layers.some(({ kind }, other) => kind === 'batch-norm' && sourceOf(network, other) === index);
}

export function normalise({ parameters }: FamilyContext, index: number, values: Node): Node {
  const { mean, variance } = batchMoments(values);
  return scaled(parameters, index, values, mean, variance);
}

export function normaliseByRunning(
  { parameters }: Pick<FamilyContext, 'parameters'>,
  index: number,
  values: Node,
): Node {
  const running = (nameOf: (layer: number) => string) => perUnit(parameters[nameOf(index)]!, values);
  return scaled(parameters, index, values, running(batchNormNames.mean), running(batchNormNames.variance));
}

export function runningUpdates({ parameters }: FamilyContext, index: number, values: Node): Record<string, Node> {
  const { mean, variance } = batchMoments(values);
  const updated = (name: string, current: Node): [string, Node] => {
    const before = parameters[name]!;
    const seen = reshape(current, before.shape);
    return [name, add(before, mul(sub(seen, before), momentum))];
  };
  return Object.fromEntries([
    updated(batchNormNames.mean(index), mean),
    updated(batchNormNames.variance(index), variance),
  ]);
}

function batchMoments(values: Node): { mean: Node; variance: Node } {
  const axes = values.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  const mean = reduceMean(values, axes);
  return { mean, variance: reduceMean(square(sub(values, mean)), axes) };
}

function scaled(
  parameters: FamilyContext['parameters'],
  index: number,
  values: Node,
  mean: Node,
  variance: Node,
): Node {
  const standardised = div(sub(values, mean), sqrt(add(variance, batchNormEpsilon)));
  const scale = perUnit(parameters[batchNormNames.scale(index)]!, values);
  return add(mul(standardised, scale), perUnit(parameters[batchNormNames.shift(index)]!, values));
}

/** The factor and the summand of every channel that the running means amount to. */
export function batchNormAffine(
  tensors: Readonly<Record<string, Tensor>>,
  index: number,
): { factor: Float64Array; summand: Float64Array } {
  const of = (nameOf: (layer: number) => string) => tensors[nameOf(index)]!.data;
  const [means, shifts] = [of(batchNormNames.mean), of(batchNormNames.shift)];
  const variances = of(batchNormNames.variance);
  const factor = Float64Array.from(
    of(batchNormNames.scale),
    (scale, channel) => scale / Math.sqrt(variances[channel]! + batchNormEpsilon),
  );
  return { factor, summand: factor.map((value, channel) => shifts[channel]! - value * means[channel]!) };
}
