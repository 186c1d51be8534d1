import { type OnProgress, type Posterior, SecateurError } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import {
  type Budget,
  type CutSequence,
  compact,
  exportModel,
  isScore,
  type Measure,
  type PlanOptions,
  type PruningPlan,
  planWithin,
  posteriorMean,
  type Quantity,
  type WithinBudget,
  type WithinOptions,
} from '../../exporter/index.ts';
import type { Score } from '../../trainer/index.ts';
import { scoreModel } from '../scores/score-model.ts';
import { latencyOf } from './latency-of.ts';
import { oncePerPlan } from './once-per-plan.ts';
import { predictedLatencies, type RecordedLatency } from './recorded-latency.ts';

export interface WithinBudgetOptions extends PlanOptions {
  /** What the posterior was trained on; scores are measured on its validation rows. Only limits of scores need it. */
  readonly dataset?: Dataset;
  /** The file that a plan leads to, fine-tuned and quantised as it will be; a plain export by default. */
  readonly render?: (plan: PruningPlan) => Uint8Array | Promise<Uint8Array>;
  /** Where latencies are predicted from, in place of measuring them here; of models whose work this counts. */
  readonly recorded?: RecordedLatency;
  /** Figures that are known and need no measuring. */
  readonly measures?: NonNullable<WithinOptions['measures']>;
  readonly sequence?: CutSequence;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * `planWithin` with every quantity measured on the file that will be written: its bytes, its latency on this machine (the
 * upper end of the 95 % interval has to keep the limit, one row a call, `profile`) or as predicted from a recording of
 * another, and its score on the validation rows against that of the uncut posterior mean.
 * @throws BUDGET_OUT_OF_REACH, ARGUMENT_INVALID (a score without data, or of another task), ABORTED
 */
export async function withinBudget(
  posterior: Posterior,
  budget: Budget,
  options: WithinBudgetOptions = {},
): Promise<WithinBudget & { readonly model: Uint8Array }> {
  const { dataset, render, recorded, measures: known, onProgress, signal, ...planOptions } = options;
  const file = oncePerPlan(
    render ?? ((plan: PruningPlan) => exportModel(compact(posterior, plan), { posterior, plan })),
  );
  const predicted = recorded && predictedLatencies(recorded, budget);
  const latency = oncePerPlan(async (plan: PruningPlan) => latencyOf(await file(plan), signal));
  const rows = dataset?.split.validation;
  const scoreOf = (model: Uint8Array) => scoreModel(model, dataset!, rows!);
  const original = dataset && (await scoreOf(exportModel(posteriorMean(posterior), { posterior })));
  const cutScore = oncePerPlan(async (plan: PruningPlan) => scoreOf(await file(plan)));
  const score: Measure = async (plan) => scoreLoss(original!, await cutScore(plan));
  const measures: { [Q in Quantity]?: Measure } = {
    bytes: async (plan) => (await file(plan)).length,
    p50: async (plan) => (await latency(plan)).p50Interval[1],
    p90: async (plan) => (await latency(plan)).p90Interval[1],
    p99: async (plan) => (await latency(plan)).p99Interval[1],
    ...predicted?.measures,
    ...(original && { [original.name]: score }),
    ...known,
  };
  checkScores(budget, measures, original);
  const found = await planWithin(posterior, budget, {
    ...planOptions,
    measures,
    ...(predicted && { basis: predicted.basis }),
    onMeasuring: (done, total) => onProgress?.({ stage: 'search', done, total }),
    ...(signal && { signal }),
  });
  const figures = predicted
    ? found.figures.map((figure) => predicted.withPrediction(figure, found.plan))
    : found.figures;
  return { ...found, figures, model: await file(found.plan) };
}

/** As budgets count it: accuracy lost, or the rise of an error as a part of the original's. */
export function scoreLoss(original: Score, cut: Score): number {
  return original.name === 'accuracy' ? original.value - cut.value : cut.value / original.value - 1;
}

function checkScores({ limits }: Budget, measures: object, original: Score | undefined): void {
  const asked = limits.map(({ quantity }) => quantity).find(isScore);
  if (asked === undefined || asked in measures) return;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    original
      ? `A budget of ${asked} makes no sense here: these predictions are scored by ${original.name}.`
      : `A budget of ${asked} needs the data that the posterior was trained on, to measure it. Name it with --data, or give a data set.`,
  );
}
