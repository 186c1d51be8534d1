import type { CompactNetwork, Posterior } from '../../core/index.ts';
import { calibrationModel, type PruningPlan, quantizeNetwork, type StorageOptions } from '../../exporter/index.ts';
import { activationRanges } from '../activation-ranges.ts';
import { rawRows } from '../scores/score-model.ts';
import type { ExportOptions } from './export-options.ts';
import type { SameData } from './same-data.ts';
import { type Watching, weightsFor } from './weights-for.ts';

/** Rows that ranges of activations are taken over. */
const calibrationRows = 1000;

/** What `exportModel` is to do about storage; the ranges of static activations are those of this network. */
export async function storageFor(
  listener: Watching,
  sameData: SameData,
  posterior: Posterior,
  network: CompactNetwork,
  plan: PruningPlan | undefined,
  options: ExportOptions,
): Promise<StorageOptions> {
  const weights = await weightsFor(listener, sameData, options, posterior, plan);
  const { block, lean = false, activations, calibrate = options.fineTune ?? options.data } = options;
  if (activations !== 'static') return { weights, lean, activations, ...(block !== undefined && { block }) };
  const dataset = await sameData(calibrate!);
  const rows = rawRows(dataset, dataset.split.train.slice(0, calibrationRows));
  const model = calibrationModel(quantizeNetwork(network, weights));
  return { weights, lean, activations: await activationRanges(model, rows) };
}
