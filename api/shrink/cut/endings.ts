import type { CompactNetwork, Posterior } from '../../../core/index.ts';
import { encodeRows } from '../../../datasets/index.ts';
import { compact, type PruningPlan } from '../../../exporter/index.ts';
import { tune } from '../body/fit-body.ts';
import type { Prepared } from '../body/prepared.ts';
import { weightsPosterior } from '../body/weights-posterior.ts';
import { spread } from '../reading/examined.ts';
import type { ShrinkOptions } from '../shrink-options.ts';
import { randomFeatures, refit } from './refit.ts';

/** Enough for stable sums, and quick. */
const refitRows = 4000;

/**
 * What a cut can end as. With targets: trained further; as the posterior has it; and with the original's own weights, fitted
 * to the sums that the uncut body had. Training can cost more than it wins, above all where somebody trained the original on
 * the very rows, and the last loses nothing where nothing is cut. Without targets there is one.
 * @returns the likeliest to be the best first
 */
export async function endings(
  weights: Posterior,
  plan: PruningPlan,
  prepared: Prepared,
  way: 'fit' | 'weights',
  options: ShrinkOptions,
): Promise<readonly CompactNetwork[]> {
  const { start, dataset } = prepared;
  if (way === 'weights') return [await refitted(compact(weights, plan), plan, prepared, options)];
  const cut = compact(weights, plan);
  // What a posterior knows is as good without data.
  if (!dataset) return [cut];
  const own = compact(weightsPosterior(start), plan);
  // Where nothing has to go, there is nothing to win back either.
  if (plan.after.parameters === plan.before.parameters) return [own];
  return [await tune(cut, dataset, start, options), cut, await refitted(own, plan, prepared, options)];
}

function refitted(
  cut: CompactNetwork,
  plan: PruningPlan,
  { start, features }: Prepared,
  { seed = 0, dataset }: ShrinkOptions,
): Promise<CompactNetwork> {
  if (!features) return refit(cut, start, plan, randomFeatures(start.keptInputs.length, seed));
  const rows = spread(dataset!.split.train, refitRows);
  return refit(cut, start, plan, encodeRows(start.input, features, rows));
}
