import type { Posterior } from '../../core/index.ts';
import { type Comparison, compareProfiles } from '../../runtime/index.ts';
import { profileUnwritten } from '../cuts/latency-of.ts';
import type { Listener } from '../listener.ts';
import { choosePlan } from './choose-plan.ts';
import type { ExportOptions } from './export-options.ts';
import { type Render, renderUntuned } from './render.ts';
import type { SameData } from './same-data.ts';

/** What rounding the widths did on this machine: from the cut with the widths as they came out to the rounded one. */
export interface RoundingGain {
  readonly latency: Comparison;
  readonly unrounded: { readonly network: string; readonly parameters: number };
}

/** Measures the same cut with and without `round`, in fresh processes that take turns. */
export async function roundingGain(
  listener: Listener,
  sameData: SameData,
  posterior: Posterior,
  render: Render,
  { round: _, ...unrounded }: ExportOptions,
  rounded: Uint8Array,
): Promise<RoundingGain> {
  const { plan } = await choosePlan(listener, sameData, posterior, render, unrounded);
  // A file of many widths has operators of its own, which come of the whole way.
  const other = unrounded.adjustable
    ? (await render(plan)).model
    : await renderUntuned(sameData, posterior, plan, unrounded);
  const models = [other, rounded];
  const [before, after] = await profileUnwritten(models, listener.signal);
  const { network, parameters } = plan.after;
  return { latency: compareProfiles(before!, after!), unrounded: { network, parameters } };
}
