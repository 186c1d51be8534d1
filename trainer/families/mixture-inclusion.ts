import { graph, type Node, partsOf, tensorNames, type Weighted, weightedLayers } from '../../core/index.ts';
import type { Prior } from '../priors/priors.ts';
import { partOf } from './along-axis.ts';
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
  const asUnits = (weighted: Weighted, level: number): Node[] => {
    const { index, layer, fanIn, output } = weighted;
    const parts = partsOf(output, level);
    if (parts.length === 0) return [];
    const biases = secondMoments(tensorNames.biasMean(index), logVarianceNames.bias(index));
    const sums = ofUnits(weighted, everywhere(weighted), ofWeights(weighted), biases);
    const all = increments(weighted, reshape(sums, [layer.units]), fanIn + 1);
    return parts.map(({ start, size }) => partOf(all, start, size));
  };
  const asFeatures = (weighted: Weighted): Node[] => {
    const parts = partsOf(weighted.input, 0);
    if (parts.length === 0) return [];
    const sums = reduceSum(ofWeights(weighted), [0]);
    const all = increments(weighted, reshape(sums, [weighted.fanIn]), weighted.layer.units);
    return parts.map(({ start, size }) => partOf(all, start, size));
  };
  return Object.fromEntries(
    gatedLevels(network, options).map(({ level, name }) => {
      const priorLogit = level === 0 ? prior.inputLogit : prior.unitLogits[level - 1]!;
      const parts = weightedLayers(network).flatMap((weighted) =>
        level === 0 ? asFeatures(weighted) : asUnits(weighted, level),
      );
      return [name, add(parts.reduce(add), priorLogit)];
    }),
  );
}
