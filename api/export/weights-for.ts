import { type CompactNetwork, compactWeights, type Posterior, SecateurError } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import {
  bitsOf,
  compact,
  exportModel,
  formatsByPrecision,
  type NetworkFormat,
  type PruningPlan,
  smallestMix,
} from '../../exporter/index.ts';
import { oncePerCut } from '../cuts/once-per-plan.ts';
import { scoreLoss } from '../cuts/within-budget.ts';
import type { Listener } from '../listener.ts';
import { scoreModel } from '../scores/score-model.ts';
import type { ExportOptions } from './export-options.ts';
import type { SameData } from './same-data.ts';

type WeightsAsked = Pick<ExportOptions, 'weights' | 'block' | 'lean' | 'fineTune' | 'data'>;

/**
 * The formats that the option names: `auto` layer by layer from the posterior's precision, a mix by trying on the
 * validation rows what the cut bears before any fine-tuning.
 * @throws ARGUMENT_INVALID where formats go by layers and nothing is cut
 */
export async function weightsFor(
  listener: Watching,
  sameData: SameData,
  { weights, block, lean = false, fineTune, data = fineTune }: WeightsAsked,
  posterior: Posterior,
  plan: PruningPlan | undefined,
): Promise<NetworkFormat> {
  if (weights !== 'auto' && typeof weights === 'string') return weights;
  if (!plan) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      'Formats layer by layer cannot be used with --dense. Name one format for --weights, for example int8.',
    );
  }
  if (weights === 'auto') return formatsByPrecision(posterior, plan);
  const { mostLoss } = weights;
  const mixOf =
    mixesOf.get(sameData) ??
    oncePerCut(async (cut) =>
      foundMix(listener, await sameData(data!), compact(posterior, cut), { mostLoss, block, lean }),
    );
  mixesOf.set(sameData, mixOf);
  return mixOf(plan);
}

/** Of one export: several of its parts ask for the formats of the same cut. */
const mixesOf = new WeakMap<SameData, (plan: PruningPlan) => Promise<NetworkFormat>>();

/** Whom a search tells how far it is, and who may call it off. */
export type Watching = Pick<Listener, 'signal' | 'onProgress'>;

/** About how many formats are tried: each by all layers, and a few by each of them. */
const trialsOfAll = 8;
const trialsOfLayer = 6;

async function foundMix(
  { signal, onProgress }: Watching,
  dataset: Dataset,
  network: CompactNetwork,
  { mostLoss, block, lean }: { readonly mostLoss: number; readonly block: number | undefined; readonly lean: boolean },
): Promise<NetworkFormat> {
  const stored = { lean, ...(block !== undefined && { block }) };
  const scoreOf = (weights: NetworkFormat) =>
    scoreModel(exportModel(network, { weights, ...stored }), dataset, dataset.split.validation);
  const whole = await scoreOf('float32');
  const sizes = compactWeights(network).map(({ weight }) => weight.data.length);
  const expected = trialsOfAll + trialsOfLayer * sizes.length;
  let tried = 0;
  const mix = await smallestMix({
    sizes,
    loss: async (formats) => {
      if (signal.aborted) throw new SecateurError('ABORTED', 'interrupted; nothing was written.');
      onProgress({ stage: 'mix', done: tried, total: Math.max(expected, ++tried) });
      return scoreLoss(whole, await scoreOf(formats));
    },
    mostLoss,
  });
  onProgress({ stage: 'mix', done: tried, total: tried });
  return mix;
}

/** What fine-tuning rounds weights to for these formats. */
export function weightBitsOf(format: NetworkFormat): number | readonly (number | undefined)[] | undefined {
  if (typeof format === 'string') return bitsOf(format);
  return format.map(bitsOf);
}
