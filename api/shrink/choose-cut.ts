import type { Posterior } from '../../core/index.ts';
import {
  type Figure,
  type Measure,
  type PlanOptions,
  type PruningPlan,
  planPruning,
  scoresOf,
} from '../../exporter/index.ts';
import { oncePerPlan } from '../cuts/once-per-plan.ts';
import { planAlong } from '../cuts/plan-along.ts';
import { withinBudget } from '../cuts/within-budget.ts';
import { fileSize } from './file-size.ts';
import type { ShrinkOptions } from './shrink-options.ts';

export interface ChosenCut {
  readonly plan: PruningPlan;
  readonly figures: readonly Figure[];
}

/** What cuts are measured on. */
export interface CutFiles {
  /** The file that a plan leads to; its weights may still change, its size not. */
  readonly file: (plan: PruningPlan) => Uint8Array;
  /** How much worse it would be than the original, once it is finished; absent without data. */
  readonly loss?: { readonly quantity: 'accuracy' | 'rmse'; readonly measure: Measure };
}

/**
 * Within the budget; without one, which only the way `fit` can do, what is more probably needed than not.
 * @throws BUDGET_OUT_OF_REACH
 */
export async function chooseCut(
  posterior: Posterior,
  way: 'fit' | 'weights',
  { dataset, budget, criterion, widths, tradeOff, signal, onProgress }: ShrinkOptions,
  { file, loss }: CutFiles,
): Promise<ChosenCut> {
  const scores = way === 'weights' ? scoresOf(posterior, criterion ?? 'magnitude') : undefined;
  // How large inputs are is only known from data: without, their weights say nothing of what they are worth.
  const byWeights = scores && !dataset ? { ...scores, levels: [undefined, ...scores.levels.slice(1)] } : scores;
  const options: PlanOptions = {
    widths: { floor: 1, ...widths },
    ...(byWeights && { criterion: byWeights }),
  };
  if (!budget) return { plan: planPruning(posterior, { name: 'median' }, options), figures: [] };
  if (tradeOff && !dataset) {
    return planAlong(posterior, tradeOff, budget, { render: file, ...(signal && { signal }) });
  }
  const size = oncePerPlan((plan) => fileSize(file(plan), ''));
  return withinBudget(posterior, budget, {
    ...options,
    render: file,
    measures: {
      bytes: (plan) => size(plan).sizeBytes,
      parameters: (plan) => size(plan).parameters,
      // What other operators cost may be unknown.
      macs: (plan) => size(plan).macs ?? plan.after.macs,
      ...(loss && { [loss.quantity]: loss.measure }),
    },
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
}
