import type { CompactNetwork } from '../../core/index.ts';
import { encodeRows } from '../../datasets/index.ts';
import type { PruningPlan } from '../../exporter/index.ts';
import { spread } from './examined.ts';
import { tune } from './fit-body.ts';
import type { Prepared } from './prepared.ts';
import { randomFeatures, refit } from './refit.ts';
import type { ShrinkOptions } from './shrink-options.ts';

/** Enough for stable sums, and quick. */
const refitRows = 4000;

/** Trained further, or fitted to the sums that the uncut body had; what a posterior knows is as good without data. */
export async function finished(
  network: CompactNetwork,
  plan: PruningPlan,
  { start, dataset, features }: Prepared,
  way: 'fit' | 'weights',
  options: ShrinkOptions,
): Promise<CompactNetwork> {
  if (way === 'fit') return dataset ? tune(network, dataset, start, options) : network;
  const width = start.keptInputs.length;
  if (!features) return refit(network, start, plan, randomFeatures(width, options.seed ?? 0));
  const rows = spread(options.dataset!.split.train, refitRows);
  return refit(network, start, plan, encodeRows(start.input, features, rows));
}
