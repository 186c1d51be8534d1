import type { Posterior } from '../../../core/index.ts';
import type { Dataset } from '../../../datasets/index.ts';
import { compact, planPruning } from '../../../exporter/index.ts';
import { tune } from '../body/fit-body.ts';
import { weightsPosterior } from '../body/weights-posterior.ts';
import type { ShrinkOptions } from '../shrink-options.ts';
import { widthsFor } from './choose-cut.ts';
import type { CutContext, FinishedCut } from './finished-cut.ts';
import { withCut } from './with-cut.ts';

/** Small enough steps for what stays to take over from what goes. */
const mostRounds = 10;

/**
 * Another way to a cut that a posterior decided: from the original's own weights in rounds, by equal factors of the
 * parameters, or of the multiply-accumulates where the budget speaks of nothing else. In each goes what is next least
 * probable, and what is left is trained, at a constant rate: only when nothing more goes are there details to learn. A
 * posterior's own weights were trained with most of the others there, and one cut takes away what they rely on.
 * @param dataset the body's features and targets
 * @param decided a cut of the posterior to a budget of sizes, finished in another way
 * @param options `epochs` are those of all rounds together
 */
export async function cutInRounds(
  dataset: Dataset,
  posterior: Posterior,
  decided: FinishedCut,
  options: ShrinkOptions & Required<Pick<ShrinkOptions, 'budget' | 'epochs'>>,
  { prepared: { start }, render }: CutContext,
): Promise<FinishedCut> {
  const { budget, epochs, onProgress, weights: _, ...others } = options;
  const { before, after } = decided.plan;
  const unit = budget.limits.every(({ quantity }) => quantity === 'macs') ? 'macs' : 'parameters';
  const rounds = Math.min(epochs, mostRounds);
  const epochsUntil = (round: number) => Math.floor((epochs * round) / rounds);
  const planOf = (round: number) => {
    const size = Math.ceil(before[unit] * (after[unit] / before[unit]) ** (round / rounds));
    const rule =
      unit === 'macs' ? ({ name: unit, macs: size } as const) : ({ name: 'budget', parameters: size } as const);
    return planPruning(posterior, rule, { widths: widthsFor(options) });
  };
  const whole = weightsPosterior(start);
  let weights = whole;
  for (let round = 1; round <= rounds; round++) {
    const plan = round === rounds ? decided.plan : planOf(round);
    const stage = `cut, round ${round} of ${rounds}`;
    const trained = await tune(compact(weights, plan), dataset, start, {
      ...others,
      fineTuneEpochs: epochsUntil(round) - epochsUntil(round - 1),
      constantRate: true,
      ...(onProgress && { onProgress: (progress) => onProgress({ ...progress, stage }) }),
    });
    weights = withCut(whole, trained, plan);
  }
  const network = await tune(compact(weights, decided.plan), dataset, start, options);
  return { ...decided, network, model: render(network) };
}
