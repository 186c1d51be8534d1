import { isSecateurError, type Posterior, SecateurError } from '../../core/index.ts';
import { type PruningPlan, planPruning } from '../../exporter/index.ts';
import { type Comparison, compareProfiles } from '../../runtime/index.ts';
import { profileUnwritten } from '../cuts/latency-of.ts';
import type { Listener } from '../listener.ts';
import { scoreGroups } from '../scores/score-groups.ts';
import type { ExportOptions } from './export-options.ts';
import { type Render, renderUntuned } from './render.ts';
import type { SameData } from './same-data.ts';
import { widthsAsked } from './width-options.ts';

/** What rounding the widths did on this machine: from the cut with the widths as they came out to the rounded one. */
export interface RoundingGain {
  readonly latency: Comparison;
  readonly unrounded: { readonly network: string; readonly parameters: number };
}

interface RoundedFile {
  readonly plan: PruningPlan;
  readonly rounded: Uint8Array;
  /** Where it was written, which an interruption of the measurement does not undo. */
  readonly output: string;
}

/**
 * Measures the same cut with and without `round`, in fresh processes that take turns. The same cut is what the rule that was
 * chosen keeps: nothing is searched for, and no guarantee tested, a second time.
 * @throws ABORTED, saying what was written
 */
export async function roundingGain(
  listener: Listener,
  sameData: SameData,
  posterior: Posterior,
  render: Render,
  { plan: { rule }, rounded, output }: RoundedFile,
  { round: _, ...unrounded }: ExportOptions,
): Promise<RoundingGain> {
  const { criterion, adjustable, data = unrounded.fineTune } = unrounded;
  const dataset = criterion === 'taylor' && data !== undefined ? await sameData(data) : undefined;
  const scores = await scoreGroups(posterior, criterion, dataset);
  const plan = planPruning(posterior, rule, { criterion: scores, ...widthsAsked(unrounded) });
  // A file of many widths has operators of its own, which come of the whole way.
  const other = adjustable
    ? (await render(plan)).model
    : await renderUntuned(listener, sameData, posterior, plan, unrounded);
  const { signal } = listener;
  const [before, after] = await profileUnwritten([other, rounded], { signal }).catch((error: unknown) => {
    if (!isSecateurError(error) || error.code !== 'ABORTED') throw error;
    const message = `interrupted while the gain of --round was measured; ${output} was written.`;
    throw new SecateurError('ABORTED', message, { cause: error });
  });
  const { network, parameters } = plan.after;
  return { latency: compareProfiles(before!, after!), unrounded: { network, parameters } };
}
