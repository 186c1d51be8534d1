import {
  formatNetwork,
  type Posterior,
  probabilityOf,
  SecateurError,
  tensorNames,
  weightedLayers,
} from '../../../core/index.ts';
import type { LayerWeights } from '../../shared/operations/posterior-picture.ts';
import { turn } from '../work/turn.ts';
import { distributionOf } from './distribution.ts';

/** So many numbers at a time: a moment of work, and no memory to speak of. */
const pieceLength = 2 ** 20;

/**
 * How the weights of a layer lie: means, standard deviations, and how many of them a mean is from zero.
 * @throws ARGUMENT_INVALID for a layer without weights; ABORTED
 */
export async function layerWeights(
  { network, tensors }: Posterior,
  layer: number,
  signal: AbortSignal,
): Promise<LayerWeights> {
  const means = tensors[tensorNames.slabMean(layer)];
  if (!weightedLayers(network).some(({ index }) => index === layer) || !means) {
    throw new SecateurError('ARGUMENT_INVALID', `Layer ${layer} of ${formatNetwork(network)} has no weights.`);
  }
  const logStdDev = tensors[tensorNames.slabLogStdDev(layer)]?.data;
  const logOdds = tensors[tensorNames.weightInclusion(layer)]?.data;
  const distribution = (valuesOf: (from: number, to: number) => Float32Array) =>
    distributionOf(
      () => piecesOf(means.data.length, valuesOf),
      () => turn(signal),
    );
  const mean = await distribution((from, to) => means.data.subarray(from, to));
  if (!mean) throw new SecateurError('DATA_INVALID', `No weight of layer ${layer} is a finite number.`);
  return {
    shape: means.shape,
    mean,
    stdDev: logStdDev && (await distribution((from, to) => logStdDev.subarray(from, to).map(Math.exp))),
    signalToNoise:
      logStdDev &&
      (await distribution((from, to) =>
        means.data.subarray(from, to).map((value, at) => Math.abs(value) / Math.exp(logStdDev[from + at]!)),
      )),
    inclusion: logOdds && (await distribution((from, to) => logOdds.subarray(from, to).map(probabilityOf))),
  };
}

function* piecesOf(
  length: number,
  valuesOf: (from: number, to: number) => Float32Array,
): Generator<Float32Array, void, void> {
  for (let from = 0; from < length; from += pieceLength) yield valuesOf(from, Math.min(length, from + pieceLength));
}
