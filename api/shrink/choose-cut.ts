import type { Posterior } from '../../core/index.ts';
import {
  type Figure,
  type Measure,
  type PlanOptions,
  type PruningPlan,
  planPruning,
  planWithin,
  type Quantity,
  scoresOf,
} from '../../exporter/index.ts';
import { latencyOf } from '../cuts/latency-of.ts';
import { planAlong } from '../cuts/plan-along.ts';
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
  const latency = (percentile: 'p50Interval' | 'p90Interval' | 'p99Interval') => async (plan: PruningPlan) =>
    (await latencyOf(file(plan), signal))[percentile][1];
  const measures: { [Q in Quantity]?: Measure } = {
    bytes: (plan) => file(plan).length,
    parameters: (plan) => fileSize(file(plan), '').parameters,
    // What other operators cost may be unknown.
    macs: (plan) => fileSize(file(plan), '').macs ?? plan.after.macs,
    p50: latency('p50Interval'),
    p90: latency('p90Interval'),
    p99: latency('p99Interval'),
    ...(loss && { [loss.quantity]: loss.measure }),
  };
  return planWithin(posterior, budget, {
    ...options,
    measures,
    onMeasuring: (done, total) => onProgress?.({ stage: 'search', done, total }),
    ...(signal && { signal }),
  });
}
