import { type Command, Option } from 'commander';
import { activationRanges, rawRows } from '../../api/index.ts';
import type { CompactNetwork, Posterior } from '../../core/index.ts';
import {
  calibrationModel,
  type PruningPlan,
  quantizeNetwork,
  type StorageOptions,
  weightFormats,
} from '../../exporter/index.ts';
import type { ExportOptions } from './export-options.ts';
import { loadSameData } from './same-data.ts';
import { weightsFor } from './weights-for.ts';

/** How the file holds the network, and what it computes with. */
export function addStorageOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--weights <format>',
        'how weights are stored; int8 to int2 are codes with a step for each unit, auto as many bits a layer as its precision is worth',
      )
        .choices([...weightFormats, 'auto'])
        .default('float32'),
    )
    .addOption(
      new Option(
        '--activations <kind>',
        'what layers compute with: numbers, or 8-bit codes of steps found anew or fixed',
      )
        .choices(['float', 'dynamic', 'static'])
        .default('float'),
    )
    .option(
      '--calibrate <data>',
      'what --activations static fixes steps by (default: what --fine-tune or --data names)',
    )
    .option('--lean', 'the fewest bytes: short names, least metadata, biases in half precision, probabilities only');
}

/** Rows that ranges of activations are taken over. */
const calibrationRows = 1000;

/** What `exportModel` is to do about storage; the ranges of static activations are those of this network. */
export async function storageFor(
  source: string,
  posterior: Posterior,
  network: CompactNetwork,
  plan: PruningPlan | undefined,
  options: ExportOptions,
): Promise<StorageOptions> {
  const weights = weightsFor(options, posterior, plan);
  const { lean = false, activations, calibrate = options.fineTune ?? options.data } = options;
  if (activations !== 'static') return { weights, lean, activations };
  const dataset = await loadSameData(source, posterior, calibrate!, options);
  const rows = rawRows(dataset, dataset.split.train.slice(0, calibrationRows));
  const model = calibrationModel(quantizeNetwork(network, weights));
  return { weights, lean, activations: await activationRanges(model, rows) };
}
