import type { CompactNetwork } from '../../core/index.ts';
import { exportModel } from '../../exporter/index.ts';
import type { Score } from '../../trainer/index.ts';
import { scoreModel } from '../scores/score-model.ts';
import { type ExportOptions, isStoredOtherwise } from './export-options.ts';
import type { SameData } from './same-data.ts';

export interface StorageCost {
  /** Of the cut network as float32, before any fine-tuning. */
  readonly before: Score;
  /** Of the file. */
  readonly after: Score;
}

/** What other weights and activations than float32 changed on the validation rows, where the options name the data. */
export async function storageCost(
  sameData: SameData,
  cut: CompactNetwork,
  model: Uint8Array,
  options: ExportOptions,
): Promise<StorageCost | undefined> {
  const data = options.fineTune ?? options.data;
  if (data === undefined || !isStoredOtherwise(options)) return undefined;
  const dataset = await sameData(data);
  const { validation } = dataset.split;
  return {
    before: await scoreModel(exportModel(cut), dataset, validation),
    after: await scoreModel(model, dataset, validation),
  };
}
