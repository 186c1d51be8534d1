import { type OnProgress, type Posterior, randomStream, SecateurError } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import {
  type CertifiedRule,
  compact,
  exportModel,
  fewestRows,
  formatCertified,
  nestedCuts,
  type PlanOptions,
  type PruningPlan,
  posteriorMean,
} from '../../exporter/index.ts';
import { load } from '../../runtime/index.ts';
import { labelsOf, predictionsOf, rowsFor, targetsOf } from '../scores/score-model.ts';
import { boundedLosses, boundedLossOf } from './bounded-loss.ts';
import { certifiedAmong } from './certified-among.ts';

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
  checkRows(rows, dataset, rule);
  const plain = (plan: PruningPlan) => exportModel(compact(posterior, plan), { posterior, plan });
  const lossesOf = (file: Uint8Array, among: Uint32Array) => modelLosses(file, dataset, among);
  const uncut = exportModel(posteriorMean(posterior));
  const { plan, guarantee } = await certifiedAmong(nestedCuts(posterior, cuts, planOptions), rule, {
    loss: boundedLossOf(dataset.task),
    than: 'the uncut network',
    rows,
    validation: dataset.split.validation,
    uncut: (among) => lossesOf(uncut, among),
    untuned: (plan, among) => lossesOf(plain(plan), among),
    finished: async (plan, among) => lossesOf(await (render ?? plain)(plan), among),
    fineTuned,
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
  return { ...plan, guarantee, why: `${guarantee.statement} ${plan.why}` };
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

async function modelLosses(bytes: Uint8Array, dataset: Dataset, rows: Uint32Array): Promise<Float64Array> {
  await using model = await load(bytes);
  const predictions = await predictionsOf(model, rowsFor(model, dataset, rows));
  const loss = boundedLossOf(dataset.task);
  const width = predictions.length / rows.length;
  const answers =
    loss === 'zero-one' ? labelsOf(predictions, width) : predictions.filter((_, index) => index % width === 0);
  return boundedLosses(loss, answers, targetsOf(dataset, rows), targetsOf(dataset, dataset.split.train));
}

/** @throws ARGUMENT_INVALID for rows that training has seen; BUDGET_OUT_OF_REACH for too few */
export function checkRows(rows: Uint32Array, { split }: Pick<Dataset, 'split'>, rule: CertifiedRule): void {
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
