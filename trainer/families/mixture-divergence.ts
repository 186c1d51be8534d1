import { graph, type NetworkSpec, type Node, tensorNames, type Weighted, weightedLayers } from '../../core/index.ts';
import type { Prior } from '../priors/priors.ts';
import type { FamilyContext, NoiseSpec } from './family.ts';
import { everywhere, logVarianceNames, slabDivergences } from './gaussian-slab.ts';

/**
 * KL(N(mu, s^2) || lambda N(0, t1^2) + (1 - lambda) N(0, t0^2)), summed over weights and biases. With
 * log p(w) = log lambda + log N(w; 0, t1^2) + softplus(a - b w^2), a = log(t1 / t0) - logit lambda and
 * b = (1 / t0^2 - 1 / t1^2) / 2, it is the Gaussian divergence from the slab in closed form less
 * log lambda + E_q softplus(a - b w^2). That expectation is taken from one draw of the weights.
 *
 * A sum of expectations needs of each weight's noise that it is N(0, 1), not that it is independent of the others': so it
 * is (row + column) / sqrt 2, from as many numbers as a layer has units and inputs instead of one for each weight.
 */
const { add, exp, mul, reshape, softplus, square, sub, total } = graph;

const names = {
  rows: (layer: number) => `noise.layers.${layer}.prior.units`,
  columns: (layer: number) => `noise.layers.${layer}.prior.inputs`,
  biases: (layer: number) => `noise.layers.${layer}.prior.biases`,
};

export function mixtureNoises(network: NetworkSpec): NoiseSpec[] {
  return weightedLayers(network).flatMap(({ index, layer, fanIn }): NoiseSpec[] => [
    { name: names.rows(index), shape: [layer.units, 1], distribution: 'normal' },
    { name: names.columns(index), shape: [1, fanIn], distribution: 'normal' },
    { name: names.biases(index), shape: [layer.units], distribution: 'normal' },
  ]);
}

export function mixtureDivergence(context: FamilyContext, prior: Prior): Node {
  const gains = weightedLayers(context.network).map((weighted) => spikeGain(context, weighted, prior));
  return sub(slabDivergences(context, prior, everywhere), gains.reduce(add));
}

/** What the mixture takes off a layer's divergence from the slab: the sum of log lambda + softplus(a - b w^2). */
function spikeGain(
  { parameters, noise }: FamilyContext,
  { index, ordinal, layer, fanIn }: Weighted,
  prior: Prior,
): Node {
  const slabScale = prior.slabScales[ordinal]!;
  const spikeScale = prior.spikeScales![ordinal]!;
  const logit = prior.weightLogits![ordinal]!;
  const offset = Math.log(slabScale / spikeScale) - logit;
  const steepness = (spikeScale ** -2 - slabScale ** -2) / 2;
  const gain = (mean: Node, logVariance: Node, standard: Node): Node => {
    const drawn = add(mean, mul(exp(mul(logVariance, 0.5)), standard));
    return total(softplus(sub(offset, mul(square(drawn), steepness))));
  };
  const matrix = (name: string) => reshape(parameters[name]!, [layer.units, fanIn]);
  const pairs = add(noise[names.rows(index)]!, noise[names.columns(index)]!);
  const ofWeights = gain(
    matrix(tensorNames.slabMean(index)),
    matrix(logVarianceNames.slab(index)),
    mul(pairs, Math.SQRT1_2),
  );
  const ofBiases = gain(
    parameters[tensorNames.biasMean(index)]!,
    parameters[logVarianceNames.bias(index)]!,
    noise[names.biases(index)]!,
  );
  const logLambda = -Math.log1p(Math.exp(-logit));
  return add(add(ofWeights, ofBiases), (fanIn + 1) * layer.units * logLambda);
}
