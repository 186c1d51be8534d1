import {
  graph,
  linear,
  type Node,
  tensorNames,
  throughLayers,
  type Weighted,
  weightAxes,
  weightedLayers,
} from '../../core/index.ts';
import { weightLogits } from '../priors/weight-priors.ts';
import type { Family, FamilyContext, ParameterSpec } from './family.ts';
import { bernoulliDivergence } from './gates.ts';
import {
  activationNoises,
  fromStdDevs,
  logVarianceNames,
  sampleSums,
  slabParameters,
  toStdDevs,
} from './gaussian-slab.ts';

const { add, constant, exp, mul, sigmoid, square, sub, total } = graph;

/** As of units: almost surely included, a = .98. */
const initialInclusion = 4;

/**
 * One indicator for every single weight, of probability a (LBBNN, arXiv 1903.07594). Pre-activations have
 * mean x mu a and variance x^2 a (s^2 + (1 - a) mu^2), so that nothing is relaxed. Biases are always there.
 */
export const weight: Family = {
  name: 'weight',
  summary: 'one inclusion indicator per weight; cut off is what lies on no path that is left (LBBNN, arXiv 1903.07594)',
  prunes: true,
  parameters: (network) => [...weightedLayers(network).map(inclusionParameter), ...slabParameters(network)],
  completePrior: (prior, about) => ({ ...prior, weightLogits: weightLogits(about) }),
  noise: (network, _, batch) => activationNoises(network, batch),
  forward: (context, features) =>
    throughLayers(context.network, features, (weighted, values) =>
      graph.activate(sampleSums(context, weighted, gatedMoments(context, weighted, values)), weighted.layer.activation),
    ),
  predict: (context, features) =>
    throughLayers(context.network, features, (weighted, values) => {
      const { mean, logit, biasMean } = nodesOf(context, weighted);
      const kept = graph.where(graph.greater(logit, 0), mean, 0);
      return graph.activate(linear(weighted.layer, values, kept, biasMean), weighted.layer.activation);
    }),
  divergence: (context, prior) => {
    const layers = weightedLayers(context.network).map((weighted) => {
      const { mean, logVariance, logit, biasMean, biasLogVariance } = nodesOf(context, weighted);
      const scale = prior.slabScales[weighted.ordinal]!;
      const ofWeights = total(mul(sigmoid(logit), gaussianDivergence(mean, logVariance, scale)));
      return {
        slab: add(ofWeights, total(gaussianDivergence(biasMean, biasLogVariance, scale))),
        inclusion: bernoulliDivergence(logit, prior.weightLogits![weighted.ordinal]!),
      };
    });
    return {
      slab: layers.map(({ slab }) => slab).reduce(add),
      inclusion: layers.map(({ inclusion }) => inclusion).reduce(add),
    };
  },
  toPosterior: toStdDevs,
  fromPosterior: fromStdDevs,
  expectedParameters: (context) =>
    weightedLayers(context.network)
      .map((weighted) => add(total(sigmoid(nodesOf(context, weighted).logit)), weighted.layer.units))
      .reduce(add, constant(0)),
};

function inclusionParameter(weighted: Weighted): ParameterSpec {
  return {
    name: tensorNames.weightInclusion(weighted.index),
    shape: weighted.shape,
    axes: weightAxes(weighted),
    role: 'inclusion',
    initial: initialInclusion,
  };
}

function nodesOf({ parameters }: Pick<FamilyContext, 'parameters'>, { index }: Weighted) {
  return {
    mean: parameters[tensorNames.slabMean(index)]!,
    logVariance: parameters[logVarianceNames.slab(index)]!,
    logit: parameters[tensorNames.weightInclusion(index)]!,
    biasMean: parameters[tensorNames.biasMean(index)]!,
    biasLogVariance: parameters[logVarianceNames.bias(index)]!,
  };
}

function gatedMoments(context: FamilyContext, weighted: Weighted, values: Node): { mean: Node; variance: Node } {
  const { mean, logVariance, logit, biasMean, biasLogVariance } = nodesOf(context, weighted);
  const probability = sigmoid(logit);
  const kept = mul(mean, probability);
  // a (s^2 + (1 - a) mu^2) with a mu in it twice
  const spread = add(mul(probability, exp(logVariance)), mul(kept, sub(mean, kept)));
  return {
    mean: linear(weighted.layer, values, kept, biasMean),
    variance: linear(weighted.layer, square(values), spread, exp(biasLogVariance)),
  };
}

/** Of each element: log(sigma0 / s) + (s^2 + mu^2) / (2 sigma0^2) - 1/2. */
function gaussianDivergence(mean: Node, logVariance: Node, scale: number): Node {
  const secondMoment = mul(add(exp(logVariance), square(mean)), 1 / (2 * scale ** 2));
  return add(sub(secondMoment, mul(logVariance, 0.5)), Math.log(scale) - 0.5);
}
