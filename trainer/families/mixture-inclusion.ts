import { graph, type Node, tensorNames, type Weighted, weightedLayers } from '../../core/index.ts';
import type { Prior } from '../priors/priors.ts';
import type { FamilyContext } from './family.ts';
import { gatedLevels } from './gates.ts';
import { everywhere, logVarianceNames, ofUnits } from './gaussian-slab.ts';

const { add, exp, mul, reduceSum, reshape, square } = graph;

/**
 * Log-odds that the weights of a group come from the slab, if they all come from the same component ((D) of docs/families/mixture.md):
 * logit(lambda) + sum over the group of log(t0 / t1) + (mu^2 + s^2) (1 / t0^2 - 1 / t1^2) / 2. A unit's group are its
 * incoming weights and its bias, a feature's its outgoing weights.
 * @returns `[size]` of each level that can be cut, by the names of `inclusionNameOf`
 */
export function sharedIndicatorLogOdds(
  { network, options, parameters }: Omit<FamilyContext, 'noise'>,
  prior: Prior,
): Record<string, Node> {
  const increments = (weighted: Weighted, secondMoments: Node, members: number): Node => {
    const slabScale = prior.slabScales[weighted.ordinal]!;
    const spikeScale = prior.spikeScales![weighted.ordinal]!;
    const steepness = (spikeScale ** -2 - slabScale ** -2) / 2;
    return add(mul(secondMoments, steepness), members * Math.log(spikeScale / slabScale));
  };
  const secondMoments = (mean: string, logVariance: string) =>
    add(square(parameters[mean]!), exp(parameters[logVariance]!));
  const ofWeights = ({ index }: Weighted) => secondMoments(tensorNames.slabMean(index), logVarianceNames.slab(index));
  const asUnits = (weighted: Weighted): Node => {
    const { index, layer, fanIn } = weighted;
    const biases = secondMoments(tensorNames.biasMean(index), logVarianceNames.bias(index));
    const sums = ofUnits(weighted, everywhere(weighted), ofWeights(weighted), biases);
    return increments(weighted, reshape(sums, [layer.units]), fanIn + 1);
  };
  const asFeatures = (weighted: Weighted): Node => {
    const sums = reduceSum(ofWeights(weighted), [0]);
    return increments(weighted, reshape(sums, [weighted.fanIn]), weighted.layer.units);
  };
  return Object.fromEntries(
    gatedLevels(network, options).map(({ level, name }) => {
      const priorLogit = level === 0 ? prior.inputLogit : prior.unitLogits[level - 1]!;
      const parts =
        level === 0
          ? weightedLayers(network)
              .filter(({ input }) => input.level === 0)
              .map(asFeatures)
          : weightedLayers(network)
              .filter(({ output }) => output.level === level)
              .map(asUnits);
      return [name, add(parts.reduce(add), priorLogit)];
    }),
  );
}
