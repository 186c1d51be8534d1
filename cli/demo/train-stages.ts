import { type CompactNetwork, type Posterior, parseNetwork } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { compact, type PruningPlan, planPruning, posteriorMean } from '../../exporter/index.ts';
import type { TrainingStage } from '../../runtime/index.ts';
import { fineTune, fitPosterior, trainDense } from '../../trainer/index.ts';
import type { CommandContext } from '../context.ts';
import type { Recipe } from './recipe.ts';

export interface Trained {
  readonly posterior: Posterior;
  readonly plan: PruningPlan;
  readonly dense: CompactNetwork;
  readonly posteriorMean: CompactNetwork;
  /** Cut, compacted and fine-tuned. */
  readonly pruned: CompactNetwork;
  readonly stages: readonly TrainingStage[];
}

/** Dense network, posterior, cut at the median, fine-tuning: every choice on the validation part. */
export async function trainStages(
  context: CommandContext,
  dataset: Dataset,
  recipe: Recipe,
  seed: number,
): Promise<Trained> {
  const { signal, onProgress } = context;
  const common = { seed, signal, onProgress };
  const network = parseNetwork(recipe.network);
  const dense = await trainDense(dataset, { ...common, ...recipe.dense, network });
  const { size, slabTempering, ...rates } = recipe.posterior;
  const fit = await fitPosterior(dataset, {
    ...common,
    ...rates,
    network,
    prior: { budget: size },
    tempering: { slab: slabTempering },
    teacher: dense.network,
    start: dense.network,
  });
  const plan = planPruning(fit.posterior, { name: 'median' });
  const cut = compact(fit.posterior, plan);
  const tuned = await fineTune(cut, dataset, { ...common, ...recipe.fineTune, teacher: dense.network });
  return {
    posterior: fit.posterior,
    plan,
    dense: dense.network,
    posteriorMean: posteriorMean(fit.posterior),
    pruned: tuned.network,
    stages: [
      { stage: 'dense', epochs: dense.history },
      { stage: 'posterior', epochs: fit.history },
      { stage: 'fine-tune', epochs: tuned.history },
    ],
  };
}
