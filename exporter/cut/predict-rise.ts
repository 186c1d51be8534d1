import {
  type CompactWeightedLayer,
  eachWeight,
  inclusionNameOf,
  type MemberAt,
  type Posterior,
  softplus,
  structureOf,
  tensorNames,
} from '../../core/index.ts';
import { posteriorMean } from '../compact/compact.ts';
import { weightLogOddsOf } from '../criteria/inclusion.ts';
import { type Cut, keptBy } from './cut.ts';

/**
 * What a posterior alone says a cut costs, in nats over all training rows (docs/rules.md). Both are local: they know
 * nothing of how what is cut together makes up for itself, so their order means more than their size.
 */
export interface PredictedRise {
  /**
   * -log q(everything that is cut is at the spike) = -sum log(1 - gamma): what it costs the posterior to be certain of
   * the cut. Absent where the family has no indicators.
   */
  readonly spike?: number;
  /**
   * 1/2 sum m^2 h over the weights that are cut, m their posterior means (gamma mu), with the curvature of the loss that
   * the variational optimum implies, h = t (1/s^2 - 1/sigma0^2), t the factor on the slab's KL divergence (optimal brain
   * damage, LeCun et al. 1990, with the posterior's variances for a Hessian). Absent where weights have no variances.
   */
  readonly secondOrder?: number;
}

export function predictRise(posterior: Posterior, cut: Cut): PredictedRise {
  const spike = spikeCost(posterior, cut);
  const secondOrder = secondOrderCost(posterior, cut);
  return { ...(spike !== undefined && { spike }), ...(secondOrder !== undefined && { secondOrder }) };
}

function spikeCost(posterior: Posterior, cut: Cut): number | undefined {
  const { network, tensors } = posterior;
  const { weights } = cut;
  const ofWeights = weights && weightLogOddsOf(posterior);
  if (ofWeights) {
    return sumOf(ofWeights, (logOdds) => (logOdds > weights.threshold ? 0 : softplus(logOdds)));
  }
  const levels = keptBy(cut, network).flatMap((members, level) => {
    const logOdds = tensors[inclusionNameOf(network, level) ?? '']?.data;
    return logOdds ? [{ logOdds, kept: new Set(members) }] : [];
  });
  if (levels.length === 0) return undefined;
  return levels.reduce(
    (total, { logOdds, kept }) => total + sumOf([logOdds], (value, index) => (kept.has(index) ? 0 : softplus(value))),
    0,
  );
}

/** A unit goes with the weights it reads by and its bias, an input with the weights it is read by. */
function secondOrderCost(posterior: Posterior, cut: Cut): number | undefined {
  const { network, tensors, prior, tempering } = posterior;
  const { weights } = cut;
  const logOdds = weights && weightLogOddsOf(posterior);
  const means = posteriorMean(posterior).layers;
  const kept = keptBy(cut, network).map((members) => new Set(members));
  const stays = ({ segment, member }: MemberAt) => kept[segment.level]!.has(member);
  let total = 0;
  for (const weighted of structureOf(network).weighted) {
    const { index, ordinal } = weighted;
    const mean = (means[index] as CompactWeightedLayer).weight.data;
    const logStdDev = tensors[tensorNames.slabLogStdDev(index)]?.data;
    if (!logStdDev) return undefined;
    const priorPrecision = prior.slabScales[ordinal]! ** -2;
    eachWeight(weighted, (at, _, made, read) => {
      const isCut = logOdds
        ? logOdds[ordinal]![at]! <= weights.threshold
        : !stays(made) || (read.segment.level === 0 && !stays(read));
      if (!isCut) return;
      const curvature = Math.max(0, Math.exp(-2 * logStdDev[at]!) - priorPrecision);
      total += 0.5 * tempering.slab * curvature * mean[at]! ** 2;
    });
  }
  return total;
}

function sumOf(lists: readonly Float32Array[], of: (value: number, index: number) => number): number {
  return lists.reduce((total, list) => list.reduce((sum, value, index) => sum + of(value, index), total), 0);
}
