import type { OnProgress, Posterior } from '../../../core/index.ts';
import type { Dataset } from '../../../datasets/index.ts';
import { type CertifiedRule, nestedCuts, type PlanOptions, type PruningPlan } from '../../../exporter/index.ts';
import { type BoundedLoss, boundedLosses } from '../../cuts/bounded-loss.ts';
import { checkRows } from '../../cuts/certified.ts';
import { type CertifiedPlan, certifiedAmong } from '../../cuts/certified-among.ts';
import { targetsOf } from '../../scores/score-model.ts';
import { answersOf } from '../compare/compared.ts';
import type { Examined } from '../reading/examined.ts';

/** So many nested cuts are looked at. */
export const candidates = 24;

export interface CertifiedCutOptions extends PlanOptions {
  /** The original file. */
  readonly original: Uint8Array;
  readonly examined: Examined;
  readonly dataset: Dataset;
  /** Test rows that nothing else looks at. */
  readonly rows: Uint32Array;
  /** The file of a plan as the cut leaves it, and as it is handed over. */
  readonly file: (plan: PruningPlan) => Uint8Array;
  readonly finished: (plan: PruningPlan) => Promise<Uint8Array>;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * `certifiedPlan` for other people's models: the smallest cut that is certified against the original, both judged by what
 * the files answer.
 * @throws BUDGET_OUT_OF_REACH for too few rows, or where nothing can be certified; ABORTED
 */
export async function certifiedCut(
  posterior: Posterior,
  rule: CertifiedRule,
  { original, examined, dataset, rows, file, finished, onProgress, signal, ...planOptions }: CertifiedCutOptions,
): Promise<CertifiedPlan> {
  checkRows(rows, dataset, rule);
  const { train, validation } = dataset.split;
  const loss: BoundedLoss = examined.answers.kind === 'classes' ? 'zero-one' : 'clipped-squared-error';
  const lossesOf = async (model: Uint8Array, among: Uint32Array) => {
    const { values } = await answersOf(model, examined, among);
    return boundedLosses(loss, values, targetsOf(examined, among), targetsOf(examined, train));
  };
  return certifiedAmong(nestedCuts(posterior, candidates, planOptions), rule, {
    loss,
    than: 'the original model',
    rows,
    validation,
    uncut: (among) => lossesOf(original, among),
    untuned: (plan, among) => lossesOf(file(plan), among),
    finished: async (plan, among) => lossesOf(await finished(plan), among),
    fineTuned: true,
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
}
