import { type CompactNetwork, isSecateurError, type Posterior, SecateurError } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { compact, type PruningPlan } from '../../exporter/index.ts';
import { fineTune, type Score } from '../../trainer/index.ts';
import type { CommandContext } from '../context.ts';
import { engineOf } from '../engine-options.ts';
import type { ExportOptions } from './export-options.ts';
import { loadSameData } from './same-data.ts';

/** The network that a plan leaves, trained further where the options name data for it. */
export async function cutAndTune(
  context: CommandContext,
  source: string,
  posterior: Posterior,
  plan: PruningPlan,
  teacher: CompactNetwork,
  options: ExportOptions,
) {
  const cut = compact(posterior, plan);
  if (options.fineTune === undefined) return { network: cut, validation: undefined };
  const dataset = await loadSameData(source, posterior, options.fineTune, options);
  return fineTuneBy(context, posterior, dataset, options)(cut, teacher);
}

export interface Tuned {
  readonly network: CompactNetwork;
  readonly validation: Score;
}

/** Fine-tuning as the options say; the same cut leads to the same network. */
export function fineTuneBy(
  context: CommandContext,
  posterior: Posterior,
  dataset: Dataset,
  options: Pick<ExportOptions, 'fineTuneEpochs' | 'fineTuneRate' | 'weightDecay' | 'augment' | 'engine' | 'device'>,
): (cut: CompactNetwork, teacher: CompactNetwork) => Promise<Tuned> {
  return async (cut, teacher) => {
    const engine = await engineOf(options);
    const { network, history } = await fineTune(cut, dataset, {
      teacher,
      seed: posterior.seed,
      signal: context.signal,
      onProgress: context.onProgress,
      ...(posterior.tempering.weights?.classes && { classWeights: posterior.tempering.weights.classes }),
      ...(options.fineTuneEpochs !== undefined && { epochs: options.fineTuneEpochs }),
      ...(options.fineTuneRate !== undefined && { learningRate: options.fineTuneRate }),
      ...(options.weightDecay !== undefined && { weightDecay: options.weightDecay }),
      ...(options.augment !== undefined && { augment: options.augment }),
      ...(engine && { engine }),
    }).catch((error) => {
      if (!isSecateurError(error) || error.code !== 'ABORTED') throw error;
      throw new SecateurError('ABORTED', 'interrupted; nothing was written.', { cause: error });
    });
    return { network, validation: history.at(-1)!.validation };
  };
}
