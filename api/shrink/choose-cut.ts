import type { Posterior } from '../../core/index.ts';
import {
  type CertifiedRule,
  type Figure,
  type Guarantee,
  type Measure,
  type PlanOptions,
  type PruningPlan,
  planPruning,
  scoresOf,
} from '../../exporter/index.ts';
import type { CertifiedPlan } from '../cuts/certified-among.ts';
import { oncePerPlan } from '../cuts/once-per-plan.ts';
import { planAlong } from '../cuts/plan-along.ts';
import { withinBudget } from '../cuts/within-budget.ts';
import { fileSize } from './file-size.ts';
import type { ShrinkOptions } from './shrink-options.ts';

export interface ChosenCut {
  readonly plan: PruningPlan;
  readonly figures: readonly Figure[];
  readonly guarantee?: Guarantee;
}

/** What cuts are measured on. */
export interface CutFiles {
  /** The file that a plan leads to; its weights may still change, its size not. */
  readonly file: (plan: PruningPlan) => Uint8Array;
  /** How much worse it would be than the original, once it is finished; absent without data. */
  readonly loss?: { readonly quantity: 'accuracy' | 'rmse'; readonly measure: Measure };
  readonly certified: (rule: CertifiedRule, options: PlanOptions) => Promise<CertifiedPlan>;
}

/**
 * Within the budget; without one, which only the way `fit` can do, what the rule keeps.
 * @throws BUDGET_OUT_OF_REACH
 */
export async function chooseCut(
  posterior: Posterior,
  way: 'fit' | 'weights',
  {
    dataset,
    budget,
    rule = { name: 'median' },
    criterion,
    widths,
    tradeOff,
    recordedDevice,
    signal,
    onProgress,
  }: ShrinkOptions,
  { file, loss, certified }: CutFiles,
): Promise<ChosenCut> {
  const scores = way === 'weights' ? scoresOf(posterior, criterion ?? 'magnitude') : undefined;
  // How large inputs are is only known from data: without, their weights say nothing of what they are worth.
  const byWeights = scores && !dataset ? { ...scores, levels: [undefined, ...scores.levels.slice(1)] } : scores;
  const options: PlanOptions = {
    widths: { floor: 1, ...widths },
    ...(byWeights && { criterion: byWeights }),
  };
  if (!budget) {
    const chosen =
      rule.name === 'certified' ? await certified(rule, options) : { plan: planPruning(posterior, rule, options) };
    return { ...chosen, figures: [] };
  }
  const size = oncePerPlan((plan) => fileSize(file(plan), ''));
  const recorded = recordedDevice && { device: recordedDevice, macs: (plan: PruningPlan) => size(plan).macs };
  if (tradeOff && !dataset) {
    return planAlong(posterior, tradeOff, budget, {
      render: file,
      ...(recorded && { recorded }),
      ...(signal && { signal }),
    });
  }
  return withinBudget(posterior, budget, {
    ...options,
    render: file,
    ...(recorded && { recorded }),
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
