import { type OnProgress, type Posterior, randomStream, SecateurError, type Task } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import {
  type CertifiedRule,
  certify,
  compact,
  exportModel,
  fewestRows,
  formatCertified,
  type Guarantee,
  nestedCuts,
  type PlanOptions,
  type PruningPlan,
  posteriorMean,
  pValueOfRise,
} from '../../exporter/index.ts';
import { load } from '../../runtime/index.ts';
import { labelsOf, predictionsOf, rowsFor, targetsOf } from '../scores/score-model.ts';

export interface CertifiedOptions extends PlanOptions {
  /** Rows to test on: none of the training or validation rows, and none that a final score is reported on. */
  readonly rows: Uint32Array;
  /** How many nested cuts are candidates. Default 24. */
  readonly cuts?: number;
  /** The file that a plan leads to, and what the guarantee then is about; a plain export by default. */
  readonly render?: (plan: PruningPlan) => Uint8Array | Promise<Uint8Array>;
  /** Whether `render` fine-tunes, for the record. */
  readonly fineTuned?: boolean;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * The smallest of the nested cuts of which can be said: "with confidence 1 - delta the loss rises by at most `rise`"
 * against the uncut posterior mean. Cuts are rendered and tested from the one that is safest on the validation rows down,
 * up to the first that fails: larger ones, which keep for certain what is probably not needed, may be worse than the uncut
 * mean. The loss is 0 or 1 for classes; for numbers min(1, squared error / variance of the training targets).
 * @returns the plan with its `guarantee`
 * @throws BUDGET_OUT_OF_REACH where not even the first cut can be certified; ARGUMENT_INVALID for rows that training
 * has seen; ABORTED
 */
export async function certifiedPlan(
  posterior: Posterior,
  dataset: Dataset,
  rule: CertifiedRule,
  options: CertifiedOptions,
): Promise<PruningPlan> {
  const { rows, cuts = 24, render, fineTuned = false, onProgress, signal, ...planOptions } = options;
  const { rise, delta } = rule;
  checkRows(rows, dataset, rule);
  const plans = nestedCuts(posterior, cuts, planOptions);
  const file = render ?? ((plan: PruningPlan) => exportModel(compact(posterior, plan), { posterior, plan }));
  const from = await safestOnValidation(posterior, plans, dataset);
  const candidates = plans.slice(from);
  const original = await lossesOf(exportModel(posteriorMean(posterior)), dataset, rows);
  const differences: Float64Array[] = [];
  const { passed, tested } = await certify(
    candidates.length,
    async (candidate) => {
      if (signal?.aborted) throw new SecateurError('ABORTED', 'interrupted; nothing was written.');
      onProgress?.({ stage: 'certify', done: candidate, total: candidates.length });
      const losses = await lossesOf(await file(candidates[candidate]!), dataset, rows);
      differences[candidate] = losses.map((loss, row) => loss - original[row]!);
      return pValueOfRise(differences[candidate], rise, delta);
    },
    delta,
  );
  if (!passed) {
    throw new SecateurError(
      'BUDGET_OUT_OF_REACH',
      `Nothing can be certified by ${formatCertified(rule)}: on ${rows.length} rows the loss of the first cut tested rose by ${mean(differences[0]!).toPrecision(3)}, which leaves it open whether it rises by ${rise}. Allow a larger rise, give more rows, or train longer.`,
    );
  }
  const plan = candidates[passed.index]!;
  const guarantee = guaranteeOf(rule, dataset.task, {
    pValue: passed.pValue,
    rows: rows.length,
    observedRise: mean(differences[passed.index]!),
    fineTuned,
    tested,
  });
  return { ...plan, guarantee, why: `${guarantee.statement} ${plan.why}` };
}

/**
 * The largest of the cuts whose rise on the validation rows, with a standard error on top, is least; without such rows the
 * first. Where the tests begin may depend on any rows but those they look at.
 */
async function safestOnValidation(
  posterior: Posterior,
  plans: readonly PruningPlan[],
  dataset: Dataset,
): Promise<number> {
  const { validation } = dataset.split;
  if (validation.length === 0) return 0;
  const original = await lossesOf(exportModel(posteriorMean(posterior)), dataset, validation);
  const bounds: number[] = [];
  for (const plan of plans) {
    const losses = await lossesOf(exportModel(compact(posterior, plan)), dataset, validation);
    const rises = losses.map((loss, row) => loss - original[row]!);
    bounds.push(mean(rises) + Math.sqrt(varianceOf(rises) / rises.length));
  }
  return bounds.indexOf(Math.min(...bounds));
}

/** Divides the test rows: `calibration` for `certifiedPlan`, `test` for the score that is reported. */
export function calibrationRows(
  dataset: Dataset,
  share: number,
  seed: number,
): { readonly calibration: Uint32Array; readonly test: Uint32Array } {
  const { test } = dataset.split;
  const order = randomStream(seed, 'calibration rows').permutation(test.length);
  const count = Math.round(share * test.length);
  // Of the calibration rows the drawn order stays: bets depend on it, and that of the file may follow the target.
  return {
    calibration: Uint32Array.from(order.slice(0, count), (place) => test[place]!),
    test: Uint32Array.from(order.slice(count), (place) => test[place]!).sort(),
  };
}

function guaranteeOf(
  { rise, delta }: CertifiedRule,
  { kind }: Task,
  found: Pick<Guarantee, 'pValue' | 'rows' | 'observedRise' | 'fineTuned' | 'tested'>,
): Guarantee {
  const loss = kind === 'classification' ? 'zero-one' : 'clipped-squared-error';
  const what =
    loss === 'zero-one'
      ? 'the part of rows labelled wrong'
      : 'the mean squared error (a row at most 1, in units of the variance of the target)';
  const statement = `With confidence ${Number((100 * (1 - delta)).toPrecision(12))} % ${what} is at most ${rise} above that of the uncut network, for rows drawn like the ${found.rows} it was tested on.`;
  return { method: 'learn-then-test', statement, loss, rise, delta, ...found };
}

async function lossesOf(bytes: Uint8Array, dataset: Dataset, rows: Uint32Array): Promise<Float64Array> {
  await using model = await load(bytes);
  const predictions = await predictionsOf(model, rowsFor(model, dataset, rows));
  const targets = targetsOf(dataset, rows);
  const width = predictions.length / targets.length;
  if (dataset.task.kind === 'classification') {
    const labels = labelsOf(predictions, width);
    return Float64Array.from(targets, (target, row) => Number(labels[row] !== target));
  }
  const variance = varianceOf(targetsOf(dataset, dataset.split.train));
  return Float64Array.from(targets, (target, row) => Math.min(1, (target - predictions[row * width]!) ** 2 / variance));
}

function checkRows(rows: Uint32Array, { split }: Dataset, rule: CertifiedRule): void {
  const seen = new Set([...split.train, ...split.validation]);
  if (rows.some((row) => seen.has(row))) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      'A guarantee cannot be tested on rows that training or the choices made in it have seen. Give other rows.',
    );
  }
  const fewest = fewestRows(rule.rise, rule.delta);
  if (rows.length >= fewest) return;
  throw new SecateurError(
    'BUDGET_OUT_OF_REACH',
    `${rows.length} calibration rows are too few for ${formatCertified(rule)}: even without a single difference it takes ${fewest}. Allow a larger rise, or keep more rows from training (--test-fraction, --calibration-share).`,
  );
}

function varianceOf(values: ArrayLike<number>): number {
  const middle = mean(values);
  return mean(Array.from(values, (value) => (value - middle) ** 2));
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}
