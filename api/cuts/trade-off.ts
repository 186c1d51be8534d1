import { type CompactNetwork, type OnProgress, type Posterior, SecateurError } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import {
  type Correlations,
  compact,
  exportModel,
  formatRule,
  type MeasuredRise,
  nestedCuts,
  type PredictedRise,
  type PruningPlan,
  posteriorMean,
  posteriorSha256,
  predictRise,
  rankCorrelation,
  type TradeOffCurve,
  type TradeOffPoint,
  type Widths,
} from '../../exporter/index.ts';
import { load } from '../../runtime/index.ts';
import { logDensities, type Score, score } from '../../trainer/index.ts';
import { predictionsOf, rowsFor, targetsOf } from '../scores/score-model.ts';
import { meanOf } from './mean-and-variance.ts';
import { scoreLoss } from './within-budget.ts';

export interface TradeOffOptions {
  /** At most how many cuts, spread evenly on a logarithmic scale of parameters. Default 24. */
  readonly cuts?: number;
  /** One that needs no data, so that the curve can be cut along without any. Default `inclusion`. */
  readonly criterion?: string;
  readonly widths?: Widths;
  /** Trains a cut network further; the curve then also says what each is after that. */
  readonly fineTune?: (cut: CompactNetwork) => Promise<CompactNetwork>;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * The whole trade-off curve of a posterior: for nested cuts what they weigh, what the posterior predicts they cost, and
 * what they cost on the validation rows against the uncut posterior mean, row by row.
 * @param dataset what the posterior was trained on
 * @throws DATA_INVALID for other data or without two validation rows; ARGUMENT_INVALID; ABORTED
 */
export async function tradeOff(
  posterior: Posterior,
  dataset: Dataset,
  options: TradeOffOptions = {},
): Promise<TradeOffCurve> {
  const { cuts = 24, criterion = 'inclusion', widths, fineTune, onProgress, signal } = options;
  const rows = dataset.split.validation;
  checkData(posterior, dataset);
  const plans = nestedCuts(posterior, cuts, { criterion, ...(widths && { widths }) });
  const model = exportModel(posteriorMean(posterior), { posterior });
  const original = await lossesOf(model, dataset, rows);
  const points: TradeOffPoint[] = [];
  for (const [done, plan] of plans.entries()) {
    if (signal?.aborted) throw new SecateurError('ABORTED', 'interrupted; nothing was written.');
    onProgress?.({ stage: 'trade-off', done, total: plans.length });
    points.push(await pointOf(posterior, plan, dataset, original, fineTune));
  }
  onProgress?.({ stage: 'trade-off', done: plans.length, total: plans.length });
  return {
    schemaVersion: 1,
    posteriorSha256: posteriorSha256(posterior),
    criterion,
    ...(widths && { widths }),
    measuredOn: {
      part: 'validation',
      rows: rows.length,
      dataSha256: dataset.provenance.sha256,
      loss: original.kind,
      score: original.score.name,
    },
    original: {
      ...plans[0]!.before,
      sizeBytes: model.length,
      loss: meanOf(original.losses),
      score: original.score.value,
    },
    points,
    rankCorrelation: correlations(points, (values) => values),
    stepCorrelation: correlations(points, steps),
  };
}

async function pointOf(
  posterior: Posterior,
  plan: PruningPlan,
  dataset: Dataset,
  original: Losses,
  fineTune: TradeOffOptions['fineTune'],
): Promise<TradeOffPoint> {
  const rows = dataset.split.validation;
  const network = compact(posterior, plan);
  const render = (weights: CompactNetwork) => exportModel(weights, { posterior, plan });
  const model = render(network);
  const measured = rise(original, await lossesOf(model, dataset, rows));
  const tuned = fineTune && rise(original, await lossesOf(render(await fineTune(network)), dataset, rows));
  return {
    rule: formatRule(plan.rule),
    ...plan.after,
    sizeBytes: model.length,
    predicted: predictRise(posterior, plan),
    measured,
    ...(tuned && { fineTuned: tuned }),
  };
}

interface Losses {
  readonly kind: TradeOffCurve['measuredOn']['loss'];
  /** One for each row. */
  readonly losses: Float64Array;
  readonly score: Score;
}

async function lossesOf(bytes: Uint8Array, dataset: Dataset, rows: Uint32Array): Promise<Losses> {
  await using model = await load(bytes);
  const predictions = await predictionsOf(model, rowsFor(model, dataset, rows));
  const targets = targetsOf(dataset, rows);
  const densities = logDensities(dataset.task, predictions, targets);
  return {
    kind: densities ? 'negative-log-likelihood' : 'squared-error',
    losses: densities
      ? densities.map((density) => -density)
      : Float64Array.from(targets, (target, row) => (target - predictions[row]!) ** 2),
    score: score(dataset.task, predictions, targets),
  };
}

function rise(original: Losses, cut: Losses): MeasuredRise {
  const differences = cut.losses.map((loss, row) => loss - original.losses[row]!);
  const lossRise = meanOf(differences);
  const variance = differences.reduce((sum, value) => sum + (value - lossRise) ** 2, 0) / (differences.length - 1);
  return {
    loss: meanOf(cut.losses),
    score: cut.score.value,
    lossRise,
    standardError: Math.sqrt(variance / differences.length),
    scoreLoss: scoreLoss(original.score, cut.score),
  };
}

function correlations(points: readonly TradeOffPoint[], of: (values: number[]) => number[]): Correlations {
  const measured = of(points.map((point) => point.measured.lossRise));
  const entries = (['spike', 'secondOrder'] as const).flatMap((name): [keyof PredictedRise, number][] => {
    const predicted = points.flatMap((point) => point.predicted[name] ?? []);
    const value = predicted.length === points.length ? rankCorrelation(of(predicted), measured) : undefined;
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

function steps(values: number[]): number[] {
  return values.slice(1).map((value, index) => value - values[index]!);
}

function checkData(posterior: Posterior, dataset: Dataset): void {
  const isSame = dataset.provenance.sha256 === posterior.data.sha256;
  if (isSame && dataset.split.validation.length >= 2) return;
  throw new SecateurError(
    'DATA_INVALID',
    isSame
      ? 'A trade-off curve needs at least two validation rows. Train with a larger --validation-fraction.'
      : `The data set ${dataset.name} is not the one, or not divided as the one, that the posterior was trained on.`,
  );
}
