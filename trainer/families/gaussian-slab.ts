import {
  graph,
  linear,
  type NetworkSpec,
  type Node,
  type Shape,
  type Tensor,
  tensorNames,
  type Weighted,
  weightAxes,
  weightedLayers,
} from '../../core/index.ts';
import type { FamilyContext, NoiseSpec, ParameterSpec } from './family.ts';

/**
 * Independent Gaussian posteriors N(mu, s^2) for weights and biases, and what families build with them. Pre-activations
 * are sampled, not weights (local reparameterisation, arXiv 1506.02557).
 */
const { add, constant, exp, gemm, mul, reduceSum, reshape, sqrt, square, sub, total } = graph;

/**
 * Variances are trained as their logs: half the elementwise work of log standard deviations, and with twice the learning
 * rate the same steps under Adam.
 */
export const logVarianceNames = {
  slab: (layer: number) => `layers.${layer}.slabLogVariance`,
  bias: (layer: number) => `layers.${layer}.biasLogVariance`,
};

/** A standard deviation of e^-5: weights start almost certain. */
const initialLogVariance = -10;

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

/**
 * sum_i unit_i { sum_j input_j KL(weight_ij) + KL(bias_i) }, KL = log(sigma0 / s) + (s^2 + mu^2) / (2 sigma0^2) - 1/2: sums
 * over rows first, so that no matrix of divergences is ever stored.
 * @param units `[1, units]`
 * @param inputs `[1, fanIn]`, all 1 where not given
 */
export function slabDivergence(
  { parameters }: Pick<FamilyContext, 'parameters'>,
  { index, layer, fanIn }: Weighted,
  scale: number,
  units: Node,
  inputs: Node | undefined,
): Node {
  const count = layer.units;
  const matrix = (name: string) => asMatrix(parameters[name]!, [count, fanIn]);
  const means = matrix(tensorNames.slabMean(index));
  const logVariances = matrix(logVarianceNames.slab(index));
  const biasMeans = parameters[tensorNames.biasMean(index)]!;
  const biasLogVariances = parameters[logVarianceNames.bias(index)]!;
  const rowSums = (values: Node) => (inputs ? gemm(values, inputs, { transB: true }) : reduceSum(values, [1]));
  /** Of a function of each weight over the row, plus that of the bias. */
  const ofUnit = (ofWeights: Node, ofBiases: Node) => add(rowSums(ofWeights), reshape(ofBiases, [count, 1]));
  const secondMoments = add(ofUnit(exp(logVariances), exp(biasLogVariances)), ofUnit(square(means), square(biasMeans)));
  const members = add(inputs ? total(inputs) : constant(fanIn), 1);
  const perUnit = sub(mul(secondMoments, 1 / (2 * scale ** 2)), mul(ofUnit(logVariances, biasLogVariances), 0.5));
  return total(gemm(units, add(perUnit, mul(members, Math.log(scale) - 0.5))));
}

function asMatrix(values: Node, shape: Shape): Node {
  return values.shape.length === 2 ? values : reshape(values, shape);
}

/** Log variances become log standard deviations under the names of a posterior file. */
export function toStdDevs(tensors: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  const half = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.map((value) => value / 2) });
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) =>
      name.endsWith('LogVariance') ? [name.replace(/LogVariance$/, 'LogStdDev'), half(tensor)] : [name, tensor],
    ),
  );
}
