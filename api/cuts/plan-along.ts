import { type Posterior, SecateurError } from '../../core/index.ts';
import {
  type Budget,
  isScore,
  type Limit,
  parseRule,
  planPruning,
  type TradeOffCurve,
  type TradeOffPoint,
  type WithinBudget,
} from '../../exporter/index.ts';
import { type WithinBudgetOptions, withinBudget } from './within-budget.ts';

export interface PlanAlongOptions extends Pick<WithinBudgetOptions, 'render' | 'recorded' | 'onProgress' | 'signal'> {
  /** Go by what the cuts were after fine-tuning, where the curve says so; the cut then has to be fine-tuned. */
  readonly fineTuned?: boolean;
}

/**
 * `withinBudget` without data: scores are those of the curve, of which the smallest point that keeps them is taken.
 * Limits of size and latency alone are as exact as there, since those need no data.
 * @throws BUDGET_OUT_OF_REACH, ARGUMENT_INVALID (a score that the curve does not have)
 */
export async function planAlong(
  posterior: Posterior,
  curve: TradeOffCurve,
  budget: Budget,
  options: PlanAlongOptions = {},
): Promise<WithinBudget & { readonly model: Uint8Array }> {
  const { fineTuned = false, ...others } = options;
  const { criterion, widths, points, measuredOn } = curve;
  const planOptions = { criterion, ...(widths && { widths }) };
  const scores = budget.limits.filter(({ quantity }) => isScore(quantity));
  if (scores.length === 0) return withinBudget(posterior, budget, { ...others, ...planOptions });
  checkScores(scores, measuredOn.score);
  const lossOf = (point: TradeOffPoint) => ((fineTuned && point.fineTuned) || point.measured).scoreLoss;
  const chosen = smallestKeeping(scores, points, lossOf);
  const plan = planPruning(posterior, parseRule(chosen.rule), planOptions);
  return withinBudget(posterior, budget, {
    ...others,
    ...planOptions,
    sequence: { steps: 0, planAt: () => plan },
    measures: { [measuredOn.score]: () => lossOf(chosen) },
  });
}

function checkScores(limits: readonly Limit[], score: TradeOffCurve['measuredOn']['score']): void {
  const other = limits.find(({ quantity }) => quantity !== score);
  if (!other) return;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `A budget of ${other.quantity} makes no sense here: the trade-off curve knows ${score}.`,
  );
}

/** Where none keeps them, the one that comes nearest: the search then says how far off it is. */
function smallestKeeping(
  limits: readonly Limit[],
  points: readonly TradeOffPoint[],
  lossOf: (point: TradeOffPoint) => number,
): TradeOffPoint {
  const keeping = points.filter((point) => limits.every(({ most }) => lossOf(point) <= most));
  if (keeping.length > 0) return keeping.reduce((one, other) => (other.parameters < one.parameters ? other : one));
  return points.reduce((one, other) => (lossOf(other) < lossOf(one) ? other : one));
}
