import { joined, type Posterior, type Scores } from '../../core/index.ts';
import { cutWeights } from '../compact/weight-cut.ts';
import { weightLogOddsOf } from '../criteria/inclusion.ts';
import { type Rule, sizeLimitOf, weightCutoff } from './rules.ts';
import { outOfReach, parametersOf, sizeIn } from './size-limits.ts';

/**
 * Above which log-odds single weights stay. A budget is one of weights and biases, or of
 * multiply-accumulates, of the network that is left, zeros among them included; the least probable weights go first.
 * @throws BUDGET_OUT_OF_REACH
 */
export function weightThreshold(rule: Rule, posterior: Posterior): number {
  const logOdds = allLogOdds(posterior);
  const cutoff = weightCutoff(rule, logOdds);
  if (cutoff !== undefined || (rule.name !== 'budget' && rule.name !== 'macs')) return cutoff!;
  const budget = sizeLimitOf(rule);
  const thresholds = thresholdsOf(logOdds);
  const size = (index: number) => sizeIn(budget, posterior, cutWeights(posterior, thresholds[index]!).kept);
  const last = lastWithPath(posterior, thresholds);
  if (size(last) > budget.most) throw outOfReach(budget, size(last), 'with one path left');
  let [tooFew, enough] = [-1, last];
  while (enough - tooFew > 1) {
    const middle = (tooFew + enough) >> 1;
    if (size(middle) <= budget.most) enough = middle;
    else tooFew = middle;
  }
  return thresholds[enough]!;
}

/** How many weights each of the nested cuts keeps, from all down to the last that leaves a path; ties go together. */
export function weightCounts(posterior: Posterior): number[] {
  const logOdds = allLogOdds(posterior);
  const thresholds = thresholdsOf(logOdds);
  const sorted = Float64Array.from(logOdds).sort();
  let below = 0;
  return thresholds.slice(0, lastWithPath(posterior, thresholds) + 1).map((threshold) => {
    while (below < sorted.length && sorted[below]! <= threshold) below++;
    return sorted.length - below;
  });
}

/** Weights and biases of the smallest network that a budget can ask for. */
export function smallestWeightBudget(posterior: Posterior): number {
  const thresholds = thresholdsOf(allLogOdds(posterior));
  return parametersOf(posterior, cutWeights(posterior, thresholds[lastWithPath(posterior, thresholds)]!).kept);
}

/** Families with an indicator for each weight are cut by those. */
export function isOfWeights({ criterion, weights }: Scores): boolean {
  return criterion === 'inclusion' && weights !== undefined;
}

/** From one that keeps everything to one that keeps nothing. */
function thresholdsOf(logOdds: Float32Array): number[] {
  const sorted = Float64Array.from(new Set(logOdds)).sort();
  return [sorted[0]! - 1, ...sorted];
}

function allLogOdds(posterior: Posterior): Float32Array {
  return joined(Float32Array, weightLogOddsOf(posterior)!);
}

/** Paths only vanish as the threshold rises. */
function lastWithPath(posterior: Posterior, thresholds: readonly number[]): number {
  let [some, none] = [0, thresholds.length - 1];
  while (none - some > 1) {
    const middle = (some + none) >> 1;
    if (cutWeights(posterior, thresholds[middle]!).hasPath) some = middle;
    else none = middle;
  }
  return some;
}
