import {
  codesOf,
  compactWeights,
  fittedGrid,
  fromCodes,
  type Posterior,
  SecateurError,
  type Tensor,
  tensorNames,
  weightedLayers,
} from '../../core/index.ts';
import { compact } from '../compact/compact.ts';
import type { Cut } from '../cut/cut.ts';
import type { WeightFormat } from './weight-format.ts';

/**
 * Root mean square of what rounding changes, in the posterior's standard deviations. Half of one adds a quarter to the
 * variance that the weights have anyway.
 */
const defaultShare = 0.5;

/**
 * For each layer with weights of the network that a plan leaves, the fewest bits whose rounding stays well below what the
 * posterior says is not known of the layer's weights anyway (Bayesian Compression, arXiv 1705.08665, section 4.2); float32
 * where even 8 bits do not.
 * @param share see `defaultShare`; larger is smaller and coarser
 * @throws UNSUPPORTED when the posterior's family knows no spread of weights
 */
export function formatsByPrecision(posterior: Posterior, plan: Cut, share = defaultShare): WeightFormat[] {
  const spreads = compactWeights(compact(spreadsAsMeans(posterior), plan));
  return compactWeights(compact(posterior, plan)).map(({ weight, units }, ordinal) => {
    const allowed = share ** 2 * meanSquare(spreads[ordinal]!.weight.data);
    const bits = [2, 3, 4, 5, 6, 7, 8].find((width) => {
      const grid = fittedGrid(weight, units, width);
      const rounded = fromCodes(codesOf(weight.data, grid), grid);
      return meanSquare(rounded.map((value, at) => value - weight.data[at]!)) <= allowed;
    });
    return bits === undefined ? 'float32' : (`int${bits}` as WeightFormat);
  });
}

/** The posterior with the standard deviations of its slabs in place of their means: what is cut of one is cut of the other. */
function spreadsAsMeans(posterior: Posterior): Posterior {
  const tensors: Record<string, Tensor> = { ...posterior.tensors };
  for (const { index } of weightedLayers(posterior.network)) {
    const logs = tensors[tensorNames.slabLogStdDev(index)];
    if (!logs) {
      throw new SecateurError(
        'UNSUPPORTED',
        `A posterior of the family '${posterior.family}' does not say how certain its weights are: bits cannot be chosen by that. Name a format, for example int8.`,
      );
    }
    tensors[tensorNames.slabMean(index)] = { shape: logs.shape, data: logs.data.map(Math.exp) };
  }
  return { ...posterior, tensors };
}

function meanSquare(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}
