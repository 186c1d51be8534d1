import { type OnProgress, SecateurError } from '../../core/index.ts';
import {
  type CertifiedRule,
  certify,
  formatCertified,
  type Guarantee,
  type PruningPlan,
  pValueOfRise,
} from '../../exporter/index.ts';
import type { BoundedLoss } from './bounded-loss.ts';
import { meanOf, varianceOf } from './mean-and-variance.ts';

/** How losses (see `boundedLosses`) come about, row by row. */
export interface TestedCuts {
  readonly loss: BoundedLoss;
  /** What the uncut model is called in the statement. */
  readonly than: 'the uncut network' | 'the original model';
  /** To test on: rows that no choice was made by. */
  readonly rows: Uint32Array;
  /** To choose by where the tests begin; may be empty. */
  readonly validation: Uint32Array;
  readonly uncut: (rows: Uint32Array) => Promise<Float64Array>;
  /** What is quickly known of a cut. */
  readonly untuned: (plan: PruningPlan, rows: Uint32Array) => Promise<Float64Array>;
  /** What the guarantee is about: the file as it would be handed over. */
  readonly finished: (plan: PruningPlan, rows: Uint32Array) => Promise<Float64Array>;
  /** Whether `finished` trains further, for the record. */
  readonly fineTuned: boolean;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** The one of the candidates that was found, and what can be said of it. */
export interface CertifiedPlan {
  readonly plan: PruningPlan;
  readonly guarantee: Guarantee;
}

/**
 * The smallest of nested cuts that can be certified: tested from the one that is safest on the validation rows down, up to
 * the first that fails. Larger ones, which keep for certain what is probably not needed, may be worse than the uncut mean.
 * @param plans the largest first
 * @throws BUDGET_OUT_OF_REACH where not even the first cut can be certified; ABORTED
 */
export async function certifiedAmong(
  plans: readonly PruningPlan[],
  rule: CertifiedRule,
  { loss, than, rows, validation, uncut, untuned, finished, fineTuned, onProgress, signal }: TestedCuts,
): Promise<CertifiedPlan> {
  const { rise, delta } = rule;
  const candidates = plans.slice(await safest(plans, validation, uncut, untuned));
  const original = await uncut(rows);
  const observed: number[] = [];
  const { passed, tested } = await certify(
    candidates.length,
    async (candidate) => {
      if (signal?.aborted) throw new SecateurError('ABORTED', 'interrupted; nothing was written.');
      onProgress?.({ stage: 'certify', done: candidate, total: candidates.length });
      const losses = await finished(candidates[candidate]!, rows);
      const differences = losses.map((loss, row) => loss - original[row]!);
      observed.push(meanOf(differences));
      return pValueOfRise(differences, rise, delta);
    },
    delta,
  );
  if (!passed) {
    throw new SecateurError(
      'BUDGET_OUT_OF_REACH',
      `Nothing can be certified by ${formatCertified(rule)}: on ${rows.length} rows the loss of the first cut tested rose by ${observed[0]!.toPrecision(3)}, which leaves it open whether it rises by ${rise}. Allow a larger rise, give more test rows, or train longer.`,
    );
  }
  const plan = candidates[passed.index]!;
  const found = { pValue: passed.pValue, rows: rows.length, observedRise: observed[passed.index]!, fineTuned, tested };
  const guarantee = guaranteeOf(rule, loss, than, found);
  if (tested === passed.index + 1) return { plan, guarantee };
  const smaller = 'The next smaller cut could not be certified: more calibration rows, or a larger rise, may allow it.';
  return { plan, guarantee: { ...guarantee, statement: `${guarantee.statement} ${smaller}` } };
}

/**
 * The place of the largest cut whose rise on the validation rows, with a standard error on top, is least; without such rows
 * the first. Where the tests begin may depend on any rows but those they look at.
 */
async function safest(
  plans: readonly PruningPlan[],
  validation: Uint32Array,
  uncut: TestedCuts['uncut'],
  untuned: TestedCuts['untuned'],
): Promise<number> {
  if (validation.length === 0) return 0;
  const original = await uncut(validation);
  const bounds: number[] = [];
  for (const plan of plans) {
    const losses = await untuned(plan, validation);
    const rises = losses.map((loss, row) => loss - original[row]!);
    bounds.push(meanOf(rises) + Math.sqrt(varianceOf(rises) / rises.length));
  }
  return bounds.indexOf(Math.min(...bounds));
}

function guaranteeOf(
  { rise, delta }: CertifiedRule,
  loss: BoundedLoss,
  than: TestedCuts['than'],
  found: Pick<Guarantee, 'pValue' | 'rows' | 'observedRise' | 'fineTuned' | 'tested'>,
): Guarantee {
  const what =
    loss === 'zero-one'
      ? 'the part of rows labelled wrong'
      : 'the mean squared error (a row at most 1, in units of the variance of the target)';
  const statement = `With confidence ${Number((100 * (1 - delta)).toPrecision(12))} % ${what} is at most ${rise} above that of ${than}, for rows drawn like the ${found.rows} it was tested on.`;
  return { method: 'learn-then-test', statement, loss, rise, delta, ...found };
}
