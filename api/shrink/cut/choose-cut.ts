import { type Posterior, type Scores, SecateurError } from '../../../core/index.ts';
import {
  type CertifiedRule,
  type Figure,
  type Guarantee,
  isLatency,
  type Measure,
  type PlanOptions,
  type PruningPlan,
  planPruning,
  type Widths,
} from '../../../exporter/index.ts';
import type { CertifiedPlan } from '../../cuts/certified-among.ts';
import { oncePerPlan } from '../../cuts/once-per-plan.ts';
import { planAlong } from '../../cuts/plan-along.ts';
import { withinBudget } from '../../cuts/within-budget.ts';
import { fileSize } from '../file-size.ts';
import type { ShrinkOptions } from '../shrink-options.ts';

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
  /** Absent without data. */
  readonly certified?: (rule: CertifiedRule, options: PlanOptions) => Promise<CertifiedPlan>;
}

/**
 * Within the budget; without one, which takes probabilities, what the rule keeps.
 * @param scores what units are ordered by; their inclusion by default
 * @throws BUDGET_OUT_OF_REACH; ARGUMENT_INVALID where a guarantee is asked for without data
 */
export async function chooseCut(
  posterior: Posterior,
  scores: Scores | undefined,
  options: ShrinkOptions,
  { file, loss, certified }: CutFiles,
): Promise<ChosenCut> {
  const { dataset, budget, rule = { name: 'median' }, tradeOff, recordedDevice, signal, onProgress } = options;
  // How large inputs are is only known from data: without, their weights say nothing of what they are worth.
  const byWeights = scores && !dataset ? { ...scores, levels: [undefined, ...scores.levels.slice(1)] } : scores;
  const planOptions: PlanOptions = {
    widths: widthsFor(options),
    ...(byWeights && { criterion: byWeights }),
  };
  if (!budget) {
    if (rule.name !== 'certified') return { plan: planPruning(posterior, rule, planOptions), figures: [] };
    if (certified) return { ...(await certified(rule, planOptions)), figures: [] };
    throw new SecateurError('ARGUMENT_INVALID', 'A guarantee is tested on data. Name them with --data.');
  }
  const size = oncePerPlan((plan) => fileSize(file(plan), ''));
  // Parts of the budget that are for smaller bodies limit no latency.
  const recorded = recordedDevice &&
    budget.limits.some(({ quantity }) => isLatency(quantity)) && {
      device: recordedDevice,
      macs: (plan: PruningPlan) => size(plan).macs,
    };
  if (tradeOff && !dataset) {
    return planAlong(posterior, tradeOff, budget, {
      render: file,
      ...(recorded && { recorded }),
      ...(signal && { signal }),
    });
  }
  return withinBudget(posterior, budget, {
    ...planOptions,
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

/** No level may lose all its members. */
export function widthsFor({ widths }: Pick<ShrinkOptions, 'widths'>): Widths {
  return { floor: 1, ...widths };
}
