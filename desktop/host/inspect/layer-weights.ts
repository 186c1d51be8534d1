import {
  formatNetwork,
  type Posterior,
  probabilityOf,
  SecateurError,
  tensorNames,
  weightedLayers,
} from '../../../core/index.ts';
import type { LayerWeights } from '../../shared/operations/posterior-picture.ts';
import { distributionOf } from './distribution.ts';

/**
 * How the weights of a layer lie: means, standard deviations, and how many of them a mean is from zero.
 * @throws ARGUMENT_INVALID for a layer without weights
 */
export function layerWeights({ network, tensors }: Posterior, layer: number): LayerWeights {
  const means = tensors[tensorNames.slabMean(layer)];
  if (!weightedLayers(network).some(({ index }) => index === layer) || !means) {
    throw new SecateurError('ARGUMENT_INVALID', `Layer ${layer} of ${formatNetwork(network)} has no weights.`);
  }
  const stdDev = tensors[tensorNames.slabLogStdDev(layer)]?.data.map(Math.exp);
  const logOdds = tensors[tensorNames.weightInclusion(layer)]?.data;
  const mean = distributionOf(means.data);
  if (!mean) throw new SecateurError('DATA_INVALID', `No weight of layer ${layer} is a finite number.`);
  return {
    shape: means.shape,
    mean,
    stdDev: stdDev && distributionOf(stdDev),
    signalToNoise: stdDev && distributionOf(means.data.map((value, at) => Math.abs(value) / stdDev[at]!)),
    inclusion: logOdds && distributionOf(logOdds.map(probabilityOf)),
  };
}
