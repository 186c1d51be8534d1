import type { CompactNetwork, Posterior } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { type AdjustableDetails, compact, type PruningPlan, sharesSteps } from '../../exporter/index.ts';
import { type FineTuneOptions, fineTune, type Score } from '../../trainer/index.ts';
import { engineOf } from '../engine-options.ts';
import type { Listener } from '../listener.ts';
import type { ExportOptions } from './export-options.ts';
import { interrupted } from './interrupted.ts';
import type { SameData } from './same-data.ts';
import { weightBitsOf, weightsFor } from './weights-for.ts';
import { describeWidths, sortedFor, usualWidths } from './widths.ts';

export interface CutNetwork {
  readonly network: CompactNetwork;
  /** After fine-tuning. */
  readonly validation: Score | undefined;
  /** Of a file of many widths. */
  readonly adjustable?: AdjustableDetails;
}

/** The network that a plan leaves, trained further where the options name data for it. */
export async function cutAndTune(
  context: Listener,
  sameData: SameData,
  posterior: Posterior,
  plan: PruningPlan,
  teachersOn: (dataset: Dataset) => Promise<readonly CompactNetwork[]>,
  options: ExportOptions,
): Promise<CutNetwork> {
  const { adjustable, widths = usualWidths, fineTune: data, data: others = data } = options;
  const compacted = compact(posterior, plan);
  const sorting = adjustable && sortedFor(compacted, posterior, plan, widths);
  const cut = sorting?.sorted.network ?? compacted;
  const weightBits = weightBitsOf(await weightsFor(context, sameData, options, posterior, plan));
  const tune = async (on: Dataset) =>
    fineTuneBy(context, posterior, on, {
      ...options,
      ...(sorting && { prefixes: sorting.prefixes }),
      ...(weightBits !== undefined && { weightBits, sharesSteps: sharesSteps(options) }),
    })(cut, await teachersOn(on));
  const tuned = data === undefined ? { network: cut, validation: undefined } : await tune(await sameData(data));
  if (!sorting) return tuned;
  const dataset = others === undefined ? undefined : await sameData(others);
  const by = adjustable === true ? 'load' : adjustable;
  return {
    ...tuned,
    adjustable: await describeWidths({ ...sorting.sorted, network: tuned.network }, by, widths, dataset),
  };
}

export interface Tuned {
  readonly network: CompactNetwork;
  readonly validation: Score;
}

/** Fine-tuning as the options say; the same cut leads to the same network. */
export function fineTuneBy(
  context: Listener,
  posterior: Posterior,
  dataset: Dataset,
  options: Pick<ExportOptions, 'fineTuneEpochs' | 'fineTuneRate' | 'weightDecay' | 'augment' | 'engine' | 'device'> &
    Pick<FineTuneOptions, 'prefixes' | 'weightBits' | 'sharesSteps'>,
): (cut: CompactNetwork, teachers: readonly CompactNetwork[]) => Promise<Tuned> {
  return async (cut, teachers) => {
    const engine = await engineOf(options);
    const { network, validation } = await fineTune(cut, dataset, {
      teacher: teachers,
      seed: posterior.seed,
      signal: context.signal,
      onProgress: context.onProgress,
      ...(posterior.tempering.weights?.classes && { classWeights: posterior.tempering.weights.classes }),
      ...(options.fineTuneEpochs !== undefined && { epochs: options.fineTuneEpochs }),
      ...(options.fineTuneRate !== undefined && { learningRate: options.fineTuneRate }),
      ...(options.weightDecay !== undefined && { weightDecay: options.weightDecay }),
      ...(options.augment !== undefined && { augment: options.augment }),
      ...(options.prefixes && { prefixes: options.prefixes }),
      ...(options.weightBits !== undefined && { weightBits: options.weightBits }),
      ...(options.sharesSteps !== undefined && { sharesSteps: options.sharesSteps }),
      ...(engine && { engine }),
    }).catch((error) => {
      throw interrupted(error);
    });
    return { network, validation };
  };
}
