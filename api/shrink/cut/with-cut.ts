import {
  type CompactNetwork,
  compactWeights,
  filled,
  type Posterior,
  scatter,
  type Tensor,
  tensorNames,
  weightAxes,
  weightedLayers,
} from '../../../core/index.ts';
import { keptBy, type PruningPlan } from '../../../exporter/index.ts';

/**
 * The whole network with the weights of a cut that was trained, and 0 for all others: cut in the same way it is the trained
 * network again, and in any way that takes more it can be cut further.
 * @param cut what `plan` left of `whole`
 */
export function withCut(
  whole: Posterior,
  cut: CompactNetwork,
  plan: Pick<PruningPlan, 'keptInputs' | 'keptUnits'>,
): Posterior {
  const { network } = whole;
  const kept = keptBy(plan, network);
  const layers = compactWeights(cut);
  const tensors = weightedLayers(network).flatMap((weighted): [string, Tensor][] => {
    const { index, ordinal, layer, shape, output } = weighted;
    const { weight, bias } = layers[ordinal]!;
    return [
      [tensorNames.slabMean(index), scatter(filled(shape, 0), weight, weightAxes(weighted), kept)],
      [tensorNames.biasMean(index), scatter(filled([layer.units], 0), bias, [output], kept)],
    ];
  });
  return { ...whole, tensors: Object.fromEntries(tensors) };
}
