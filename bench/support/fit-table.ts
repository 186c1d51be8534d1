import { networkFor } from '../../api/index.ts';
import {
  type CompactNetwork,
  isSecateurError,
  type Posterior,
  probabilityOf,
  specOf,
  tensorNames,
} from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { compact, planPruning, posteriorMean, type Rule } from '../../exporter/index.ts';
import { fitPosterior, onnxEngine, startingPatience, type TrainingOptions, trainDense } from '../../trainer/index.ts';

type TableOptions = Pick<TrainingOptions, 'epochs'> & { readonly seed: number };

/** The dense network that `secateur train` begins with where nothing is asked for, on one thread. */
export async function trainDenseTable(dataset: Dataset, options: TableOptions): Promise<CompactNetwork> {
  const how = { network: networkFor(dataset), engine: onnxEngine({ threads: 1 }), earlyStop: startingPatience };
  return (await trainDense(dataset, { ...how, ...options })).network;
}

/** What `secateur train` does with a table when nothing is asked for, on one thread. */
export async function fitTable(
  dataset: Dataset,
  options: TableOptions & { readonly family?: string },
): Promise<{ readonly posterior: Posterior; readonly dense: CompactNetwork }> {
  const dense = await trainDenseTable(dataset, options);
  const common = { network: specOf(dense), engine: onnxEngine({ threads: 1 }), ...options };
  const { posterior } = await fitPosterior(dataset, { ...common, start: dense });
  return { posterior, dense };
}

/**
 * The same with a size to aim at (`--size`), from the same dense network.
 * @param selectInputs without it (`--no-select-inputs`) all inputs stay
 */
export async function fitSized(
  dataset: Dataset,
  dense: CompactNetwork,
  options: { readonly seed: number; readonly size: number; readonly selectInputs: boolean },
): Promise<Posterior> {
  const { size, ...others } = options;
  const { posterior } = await fitPosterior(dataset, {
    network: specOf(dense),
    engine: onnxEngine({ threads: 1 }),
    start: dense,
    prior: { budget: size },
    ...others,
  });
  return posterior;
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
