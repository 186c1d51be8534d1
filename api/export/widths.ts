import type { CompactNetwork, Posterior } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import {
  type AdjustableDetails,
  type AdjustableNetwork,
  exportModel,
  type PruningPlan,
  prefixAt,
  prefixNetwork,
  sortByNeed,
} from '../../exporter/index.ts';
import { scoreModel } from '../scores/score-model.ts';

/** What `--adjustable` trains and records when it is not told. */
export const usualWidths = [0.25, 0.5, 0.75, 1];

/** A cut network in the order of need, and its parts at some widths. */
export interface Sorted {
  readonly sorted: AdjustableNetwork;
  /** What fine-tuning trains together. */
  readonly prefixes: readonly (readonly number[])[];
}

export function sortedFor(
  cut: CompactNetwork,
  posterior: Posterior,
  plan: PruningPlan,
  widths: readonly number[],
): Sorted {
  const sorted = sortByNeed(cut, posterior, plan);
  return { sorted, prefixes: widths.map((width) => prefixAt(sorted, width)) };
}

/** What the file records of each width; how good it is where there are validation rows. */
export async function describeWidths(
  sorted: AdjustableNetwork,
  by: NonNullable<AdjustableDetails['by']>,
  widths: readonly number[],
  dataset: Dataset | undefined,
): Promise<AdjustableDetails> {
  const measured: AdjustableDetails['widths'][number][] = [];
  for (const width of widths) {
    const part = prefixNetwork(sorted.network, prefixAt(sorted, width));
    const validation = dataset && (await scoreModel(exportModel(part), dataset, dataset.split.validation));
    measured.push({ width, ...(validation && { validation: { name: validation.name, value: validation.value } }) });
  }
  return { narrows: sorted.narrows, by, widths: measured };
}
