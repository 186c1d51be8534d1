import {
  inclusionNameOf,
  type Posterior,
  type Scores,
  SecateurError,
  softplus,
  structureOf,
  tensorNames,
  weightedLayers,
} from '../../../core/index.ts';
import { type PruneBasis, weightBitsOf } from '../../shared/index.ts';

/**
 * What a page cuts by.
 * @throws UNSUPPORTED for cuts of single weights
 */
export function basisOf(posterior: Posterior, { criterion, scale, levels, weights }: Scores): PruneBasis {
  const { network, input, task, family, metrics, tensors } = posterior;
  if (weights && criterion === 'inclusion') {
    throw new SecateurError(
      'UNSUPPORTED',
      `The family ${family} is cut weight by weight, which no slider over units shows. Cut it by another criterion here, or by its own with \`secateur export\`.`,
    );
  }
  return {
    network,
    input,
    task,
    family,
    metrics,
    criterion,
    scale,
    levels: structureOf(network).levels.map(({ name, size }, level) => ({
      name,
      size,
      scores: levels[level],
      spikeCosts: tensors[inclusionNameOf(network, level) ?? '']?.data.map(softplus),
    })),
    weightBits: weightedLayers(network).map(({ index }) => weightBitsOf(tensors[tensorNames.slabMean(index)]!.data)),
  };
}
