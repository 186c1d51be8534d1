import {
  graph,
  type NetworkSpec,
  type Node,
  perUnit,
  structureOf,
  tensorNames,
  type Weighted,
  weightedLayers,
} from '../../core/index.ts';
import type { Prior } from '../priors/priors.ts';
import { evaluated } from './evaluated.ts';
import type { Family, FamilyContext, NoiseSpec, ParameterSpec } from './family.ts';
import {
  expectedMacs,
  expectedParameters,
  gateDivergence,
  gatedPresence,
  gateNoise,
  gateParameters,
  medianGates,
  sampledGates,
  throughGates,
} from './gates.ts';
import {
  activationNoises,
  fromStdDevs,
  logVarianceNames,
  meanSums,
  moments,
  sampleSums,
  slabDivergences,
  slabParameters,
  slabScales,
  toStdDevs,
} from './gaussian-slab.ts';

/**
 * Scale mixtures of the `node` family (arXiv 2308.09104), non-centred: w = z t_j (mu + s eps), where each unit j
 * has, beside its indicator z, a random scale t_j of its weights and bias. Units that are never pruned have none. t is
 * independent of z, so its divergence counts in full.
 */
export interface UnitScales {
  parameters(weighted: Weighted): ParameterSpec[];
  noise(weighted: Weighted): NoiseSpec[];
  /** A draw of t for each unit, `[units]`. */
  sampled(context: FamilyContext, weighted: Weighted): Node;
  /** E[t] and E[t^2] of each unit, `[units]`. */
  moments(context: Parameters, weighted: Weighted): { readonly mean: Node; readonly square: Node };
  /** KL of the scales of one layer, a scalar. */
  divergence(context: Parameters, weighted: Weighted, prior: Prior): Node;
}

export type Parameters = Pick<FamilyContext, 'parameters'>;

const { add, constant, exp, log, max, mul, reshape, square, sub } = graph;

export function scaledNodes(
  { name, summary, completePrior }: Pick<Family, 'name' | 'summary' | 'completePrior'>,
  scales: UnitScales,
): Family {
  return {
    name,
    summary,
    prunes: true,
    ...(completePrior && { completePrior }),
    parameters: (network, options) => [
      ...gateParameters(network, options),
      ...slabParameters(network),
      ...scaledLayers(network).flatMap(scales.parameters),
    ],
    noise: (network, options, batch) => [
      ...gateNoise(network, options),
      ...activationNoises(network, batch),
      ...scaledLayers(network).flatMap(scales.noise),
    ],
    forward: (context, features) =>
      throughGates(context.network, sampledGates(context), features, (weighted, values) => {
        const sums = sampleSums(context, weighted, moments(context, weighted, values));
        return scaled(context.network, weighted, sums, () => scales.sampled(context, weighted));
      }),
    predict: (context, features) =>
      throughGates(context.network, medianGates(context), features, (weighted, values) => {
        const sums = meanSums(context, weighted, values);
        return scaled(context.network, weighted, sums, () => scales.moments(context, weighted).mean);
      }),
    divergence: (context, prior) => {
      const ofScales = scaledLayers(context.network).map((weighted) => scales.divergence(context, weighted, prior));
      return {
        slab: ofScales.reduce(add, slabDivergences(context, prior, gatedPresence(context))),
        inclusion: gateDivergence(context, prior),
      };
    },
    slabScales: (context, prior) => slabScales(context, prior, gatedPresence(context)),
    // The factors of the product stay behind: whoever goes on from this posterior begins with scales of about 1 again.
    toPosterior: (tensors, { network }) => {
      const layers = scaledLayers(network);
      const factors = new Set(layers.flatMap(scales.parameters).map(({ name: factor }) => factor));
      return toStdDevs({
        ...Object.fromEntries(Object.entries(tensors).filter(([key]) => !factors.has(key))),
        ...evaluated(tensors, (parameters) =>
          Object.assign({}, ...layers.map((weighted) => effectiveSlab({ parameters }, weighted, scales))),
        ),
      });
    },
    fromPosterior: fromStdDevs,
    expectedMacs,
    expectedParameters,
  };
}

function scaledLayers(network: NetworkSpec): Weighted[] {
  return weightedLayers(network).filter((weighted) => isScaled(network, weighted));
}

function isScaled(network: NetworkSpec, { output }: Weighted): boolean {
  const { levels } = structureOf(network);
  return output.some(({ level }) => levels[level]!.prunable);
}

function scaled(network: NetworkSpec, weighted: Weighted, sums: Node, scale: () => Node): Node {
  return isScaled(network, weighted) ? mul(sums, perUnit(scale(), sums)) : sums;
}

/** Means and log variances of the products t (mu + s eps), under the names of their second factors, and E[t], sd[t]. */
function effectiveSlab(context: Parameters, weighted: Weighted, scales: UnitScales): Record<string, Node> {
  const scale = scales.moments(context, weighted);
  const variance = max(sub(scale.square, square(scale.mean)), 0);
  const { index } = weighted;
  const product = (mean: string, logVariance: string): [string, Node][] => {
    const [mu, logS2] = [context.parameters[mean]!, context.parameters[logVariance]!];
    const perRow = (vector: Node) => reshape(vector, [weighted.layer.units, ...mu.shape.slice(1).map(() => 1)]);
    const spread = add(mul(exp(logS2), perRow(scale.square)), mul(square(mu), perRow(variance)));
    return [
      [mean, mul(mu, perRow(scale.mean))],
      [logVariance, log(spread)],
    ];
  };
  return Object.fromEntries([
    ...product(tensorNames.slabMean(index), logVarianceNames.slab(index)),
    ...product(tensorNames.biasMean(index), logVarianceNames.bias(index)),
    [`layers.${index}.unitScaleMean`, scale.mean],
    [`layers.${index}.unitScaleStdDev`, graph.sqrt(variance)],
  ]);
}

/** Beyond it, e^x goes on as a straight line. */
const largestExponent = 20;

/**
 * e^x up to x = 20, where it is 5e8 nats, and its tangent from there on: float32 ends at e^88, and a gradient's square at
 * half of that.
 */
export function tameExp(x: Node): Node {
  const low = graph.min(x, largestExponent);
  return mul(exp(low), add(sub(x, low), 1));
}

/** E[f(x)] for x ~ N(mean, variance), by the trapezoid rule, which for a normal density and a smooth f is exact to many digits. */
export function normalExpectation(mean: Node, variance: Node, f: (x: Node) => Node): Node {
  const step = 0.5;
  const points = Float64Array.from({ length: 33 }, (_, index) => step * (index - 16));
  const density = points.map((z) => (step * Math.exp(-(z ** 2) / 2)) / Math.sqrt(2 * Math.PI));
  const size = mean.shape[0]!;
  const [row, column] = [
    [1, size],
    [points.length, 1],
  ];
  const x = add(reshape(mean, row), mul(constant(points, column), graph.sqrt(reshape(variance, row))));
  return reshape(graph.gemm(constant(density, column), f(x), { transA: true }), [size]);
}
