import { type Posterior, softplus } from '../../core/index.ts';
import { groupSums, type LayerValues, levelsFrom } from './group-sums.ts';

/**
 * Log-odds of groups whose weights have independent indicators: at least one of them is needed, 1 - prod(1 - PIP), where
 * log(1 - PIP) = -softplus(log-odds).
 */
export function anyOf(posterior: Posterior, logOdds: readonly Required<LayerValues>[]): (Float32Array | undefined)[] {
  const costs = logOdds.map(({ weighted, weights, biases }) => ({
    weighted,
    weights: Float64Array.from(weights, softplus),
    biases: Float64Array.from(biases, softplus),
  }));
  return levelsFrom(groupSums(posterior, costs), logExpm1);
}

/** log(e^x - 1), the inverse of softplus; finite even for a sum that is zero in float64. */
function logExpm1(x: number): number {
  return x > 30 ? x : Math.log(Math.max(Math.expm1(x), Number.MIN_VALUE));
}
