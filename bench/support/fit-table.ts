import { networkFor } from '../../api/index.ts';
import { type CompactNetwork, isSecateurError, type Posterior, probabilityOf, tensorNames } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { compact, planPruning, posteriorMean, type Rule } from '../../exporter/index.ts';
import { fitPosterior, onnxEngine, startingPatience, type TrainingOptions, trainDense } from '../../trainer/index.ts';

/** What `secateur train` does with a table when nothing is asked for, on one thread. */
export async function fitTable(
  dataset: Dataset,
  options: Pick<TrainingOptions, 'epochs'> & { readonly seed: number; readonly family?: string },
): Promise<{ readonly posterior: Posterior; readonly dense: CompactNetwork }> {
  const common = { network: networkFor(dataset), engine: onnxEngine({ threads: 1 }), ...options };
  const { network: dense } = await trainDense(dataset, { ...common, earlyStop: startingPatience });
  const { posterior } = await fitPosterior(dataset, { ...common, start: dense });
  return { posterior, dense };
}

/** Of the inclusion of each input; undefined for a family that has none. */
export function logOddsOfInputs({ tensors }: Posterior): Float32Array | undefined {
  return tensors[tensorNames.inputInclusion]?.data;
}

export function inputProbabilities(posterior: Posterior): number[] | undefined {
  const logOdds = logOddsOfInputs(posterior);
  return logOdds && Array.from(logOdds, probabilityOf);
}

/** The network after the cut, and which inputs it reads; where the cut leaves no network, the mean of the uncut posterior. */
export function cutOrUncut(posterior: Posterior, rule: Rule) {
  try {
    const plan = planPruning(posterior, rule);
    return { network: compact(posterior, plan), plan };
  } catch (error) {
    if (!isSecateurError(error) || error.code !== 'LAYER_EMPTY') throw error;
    return { network: posteriorMean(posterior), plan: undefined };
  }
}
