import { isSecateurError, type Posterior } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { compact, exportModel, type NetworkSize, planPruning, posteriorMean } from '../../exporter/index.ts';
import { metricsOf, type Score, type TrainedNetwork } from '../../trainer/index.ts';
import { scoreModel } from '../scores/score-model.ts';
import { type SelectionScore, scoreSelection } from '../scores/score-selection.ts';

/** How a trained posterior does on rows it never saw. */
export interface HeldOut {
  /** Validation rows only where the split has no test rows. */
  readonly measuredOn: 'test' | 'validation';
  readonly rows: number;
  readonly dense?: Score;
  readonly pruned?: Score;
  readonly cut?: Cut;
  /** Why there is no cut, and how good the posterior mean is instead. */
  readonly uncut?: { readonly why: string; readonly score: Score };
}

/** What the median probability model keeps. */
export interface Cut {
  readonly before: NetworkSize;
  readonly after: NetworkSize;
  /** Of the kept inputs, where the data set knows which ones matter. */
  readonly selection?: SelectionScore;
}

/** Scores are those of the models that would be exported, run in real sessions. */
export async function measureHeldOut(
  dataset: Dataset,
  posterior: Posterior,
  dense: TrainedNetwork | undefined,
): Promise<HeldOut> {
  const measuredOn = dataset.split.test.length > 0 ? 'test' : 'validation';
  const rows = dataset.split[measuredOn];
  const own = {
    measuredOn,
    rows: rows.length,
    ...(dense && { dense: await scoreModel(exportModel(dense.network), dataset, rows) }),
  } as const;
  try {
    const plan = planPruning(posterior, { name: 'median' });
    const pruned = await scoreModel(exportModel(compact(posterior, plan)), dataset, rows);
    const selection = scoreSelection(plan.keptInputs, dataset);
    return { ...own, pruned, cut: { before: plan.before, after: plan.after, ...(selection && { selection }) } };
  } catch (error) {
    if (!isSecateurError(error) || (error.code !== 'LAYER_EMPTY' && error.code !== 'ARGUMENT_INVALID')) throw error;
    const score = await scoreModel(exportModel(posteriorMean(posterior)), dataset, rows);
    return { ...own, uncut: { why: error.message, score } };
  }
}

/** As a posterior's own metrics are called. */
export function heldOutMetrics({ measuredOn, dense, pruned, uncut }: HeldOut): Record<string, number> {
  return {
    ...(dense && metricsOf(measuredOn, dense, 'OfDense')),
    ...(pruned && metricsOf(measuredOn, pruned, 'OfMedianCut')),
    ...(uncut && metricsOf(measuredOn, uncut.score, 'OfPosteriorMean')),
  };
}
