import {
  graph,
  linear,
  type NetworkSpec,
  type Node,
  type Shape,
  type Tensor,
  tensorNames,
  throughLayers,
  type Weighted,
  weightAxes,
  weightedLayers,
} from '../../core/index.ts';
import type { Prior } from '../priors/priors.ts';
import type { FamilyContext, NoiseSpec, ParameterSpec } from './family.ts';

/**
 * Independent Gaussian posteriors N(mu, s^2) for weights and biases, and what families build with them. Pre-activations
 * are sampled, not weights (local reparameterisation, arXiv 1506.02557).
 */
const { add, constant, div, exp, gemm, log, mul, reduceSum, reshape, sqrt, square, stopGradient, sub, total } = graph;

type Parameters = Pick<FamilyContext, 'network' | 'parameters'>;

/**
 * Variances are trained as their logs: half the elementwise work of log standard deviations, and with twice the learning
 * rate the same steps under Adam.
 */
export const logVarianceNames = {
  slab: (layer: number) => `layers.${layer}.slabLogVariance`,
  bias: (layer: number) => `layers.${layer}.biasLogVariance`,
};

/** A standard deviation of e^-5: weights start almost certain. */
export const initialLogVariance = -10;

/** Means of weights and biases of one layer. */
export function meanParameters(weighted: Weighted): [ParameterSpec, ParameterSpec] {
  const { index, shape, fanIn, layer, output } = weighted;
  return [
    { name: tensorNames.slabMean(index), shape, axes: weightAxes(weighted), role: 'weight', initial: { fanIn } },
    { name: tensorNames.biasMean(index), shape: [layer.units], axes: [output], role: 'weight', initial: 0 },
  ];
}

export function slabParameters(network: NetworkSpec): ParameterSpec[] {
  return weightedLayers(network).flatMap((weighted) => {
    const { index, shape, layer, output } = weighted;
    const variance = { role: 'logVariance', initial: initialLogVariance } as const;
    return [
      ...meanParameters(weighted),
      { name: logVarianceNames.slab(index), shape, axes: weightAxes(weighted), ...variance },
      { name: logVarianceNames.bias(index), shape: [layer.units], axes: [output], ...variance },
    ];
  });
}

const activationNoise = (layer: number) => `noise.layers.${layer}.activation`;

/** One normal number for every pre-activation. */
export function activationNoises(network: NetworkSpec, batch: number): NoiseSpec[] {
  return weightedLayers(network).map(({ index, outputShape }) => ({
    name: activationNoise(index),
    shape: [batch, ...outputShape],
    distribution: 'normal',
  }));
}

/** Means and variances of a layer's weighted sums for given inputs. */
export function moments(
  { parameters }: Pick<FamilyContext, 'parameters'>,
  { index, layer }: Weighted,
  values: Node,
): { mean: Node; variance: Node } {
  const mean = meanSums({ parameters }, { index, layer }, values);
  const variance = linear(
    layer,
    square(values),
    exp(parameters[logVarianceNames.slab(index)]!),
    exp(parameters[logVarianceNames.bias(index)]!),
  );
  return { mean, variance };
}

/** A layer's weighted sums with all weights at their means; without biases where there are none. */
export function meanSums(
  { parameters }: Pick<FamilyContext, 'parameters'>,
  { index, layer }: Pick<Weighted, 'index' | 'layer'>,
  values: Node,
): Node {
  return linear(layer, values, parameters[tensorNames.slabMean(index)]!, parameters[tensorNames.biasMean(index)]!);
}

/** A draw from N(mean, variance) for every pre-activation. */
export function sampleSums(
  { noise }: Pick<FamilyContext, 'noise'>,
  { index }: Pick<Weighted, 'index'>,
  { mean, variance }: { readonly mean: Node; readonly variance: Node },
): Node {
  return add(mul(sqrt(variance), noise[activationNoise(index)]!), mean);
}

/** Sends features through a network without indicators, drawing every layer's weighted sums. */
export function throughSampledSlabs(context: FamilyContext, features: Node): Node {
  return throughLayers(context.network, features, (weighted, values) =>
    graph.activate(sampleSums(context, weighted, moments(context, weighted, values)), weighted.layer.activation),
  );
}

/** What of a layer is there: probabilities of its units `[1, units]` and of what they read `[1, fanIn]`, 1 where not given. */
export interface Presence {
  readonly units: Node;
  readonly inputs?: Node | undefined;
}

export type PresenceOf = (weighted: Weighted) => Presence;

/** Of a network without indicators. */
export const everywhere: PresenceOf = ({ layer }) => ({ units: graph.fill([1, layer.units], 1) });

/** The slabs' KL divergence from N(0, sigma0^2), summed over a network. */
export function slabDivergences(context: Parameters, prior: Prior, presenceOf: PresenceOf): Node {
  return weightedLayers(context.network)
    .map((weighted) => {
      const presence = presenceOf(weighted);
      return slabDivergence(context, weighted, slabVariance(context, weighted, prior, presence), presence);
    })
    .reduce(add);
}

/** The standard deviation of each layer's slab, `[]`. */
export function slabScales(context: Parameters, prior: Prior, presenceOf: PresenceOf): Node[] {
  return weightedLayers(context.network).map((weighted) =>
    sqrt(slabVariance(context, weighted, prior, presenceOf(weighted))),
  );
}

/** Stands against 0 / 0 where nothing of a layer is left: so small a part of a weight has the scale it began with. */
const pseudoCount = 1e-9;

/**
 * sigma0^2, where learned the one that the layer's divergence is smallest with (empirical Bayes): the mean of mu^2 + s^2
 * over what is there. Its gradient is stopped; at the minimum it is zero.
 */
function slabVariance(context: Parameters, weighted: Weighted, prior: Prior, presence: Presence): Node {
  const fixed = prior.slabScales[weighted.ordinal]! ** 2;
  if (!prior.slabLearned) return constant(fixed);
  const { units } = presence;
  const sum = total(gemm(units, secondMoments(context, weighted, presence)));
  const count = mul(total(units), membersOf(weighted, presence));
  return stopGradient(div(add(sum, pseudoCount * fixed), add(count, pseudoCount)));
}

/**
 * sum_i unit_i { sum_j input_j KL(weight_ij) + KL(bias_i) }, KL = log(sigma0 / s) + (s^2 + mu^2) / (2 sigma0^2) - 1/2: sums
 * over rows first, so that no matrix of divergences is ever stored.
 */
function slabDivergence(context: Parameters, weighted: Weighted, variance: Node, presence: Presence): Node {
  const { index } = weighted;
  const { parameters } = context;
  const logVariances = ofUnits(
    weighted,
    presence,
    parameters[logVarianceNames.slab(index)]!,
    parameters[logVarianceNames.bias(index)]!,
  );
  const moments = secondMoments(context, weighted, presence);
  const perUnit = sub(mul(moments, div(0.5, variance)), mul(logVariances, 0.5));
  const constants = mul(membersOf(weighted, presence), mul(sub(log(variance), 1), 0.5));
  return total(gemm(presence.units, add(perUnit, constants)));
}

/** mu^2 + s^2, summed over what each unit reads and its bias. */
function secondMoments({ parameters }: Parameters, weighted: Weighted, presence: Presence): Node {
  const { index } = weighted;
  const values = (name: string) => parameters[name]!;
  const variances = [logVarianceNames.slab(index), logVarianceNames.bias(index)].map((name) => exp(values(name)));
  const squares = [tensorNames.slabMean(index), tensorNames.biasMean(index)].map((name) => square(values(name)));
  return add(
    ofUnits(weighted, presence, ...(variances as [Node, Node])),
    ofUnits(weighted, presence, ...(squares as [Node, Node])),
  );
}

/** Weights and a bias that each unit has, as far as what it reads is there. */
function membersOf({ fanIn }: Weighted, { inputs }: Presence): Node {
  return add(inputs ? total(inputs) : constant(fanIn), 1);
}

/** A number for each weight, summed over what a unit reads, plus that of its bias: `[units, 1]`. */
export function ofUnits({ layer, fanIn }: Weighted, { inputs }: Presence, weights: Node, biases: Node): Node {
  const matrix = asMatrix(weights, [layer.units, fanIn]);
  const rows = inputs ? gemm(matrix, inputs, { transB: true }) : reduceSum(matrix, [1]);
  return add(rows, reshape(biases, [layer.units, 1]));
}

function asMatrix(values: Node, shape: Shape): Node {
  return values.shape.length === 2 ? values : reshape(values, shape);
}

type Tensors = Readonly<Record<string, Tensor>>;

/** Log variances become log standard deviations under the names of a posterior file. */
export function toStdDevs(tensors: Tensors): Record<string, Tensor> {
  return scaledAndRenamed(tensors, 'LogVariance', 'LogStdDev', 0.5);
}

/** The reverse. */
export function fromStdDevs(tensors: Tensors): Record<string, Tensor> {
  return scaledAndRenamed(tensors, 'LogStdDev', 'LogVariance', 2);
}

function scaledAndRenamed(tensors: Tensors, from: string, to: string, factor: number): Record<string, Tensor> {
  const scaled = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.map((value) => factor * value) });
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) =>
      name.endsWith(from) ? [name.slice(0, -from.length) + to, scaled(tensor)] : [name, tensor],
    ),
  );
}
