import { everything } from '../../../core/index.ts';
import type { Dataset } from '../../../datasets/index.ts';
import { compact, keptBy, type PruningPlan, planPruning } from '../../../exporter/index.ts';
import { taylorScores } from '../../../trainer/index.ts';
import { tune } from '../body/fit-body.ts';
import { weightsPosterior } from '../body/weights-posterior.ts';
import type { ShrinkOptions } from '../shrink-options.ts';
import { chooseCut, widthsFor } from './choose-cut.ts';
import { type CutContext, type FinishedCut, finish } from './finished-cut.ts';
import { overCost } from './over-cost.ts';
import { withCut } from './with-cut.ts';

/** Enough for the scores to follow the network. */
const mostRounds = 4;

/**
 * Another way to a budget of sizes, which needs fewer epochs than a posterior does: in rounds, by equal factors of the
 * parameters, or of the multiply-accumulates where the budget speaks of nothing else. In each goes what would change the
 * loss least as the network is by then (`taylorScores`; for multiply-accumulates `overCost`), and what is left is trained.
 * The cut that comes out is finished as any other.
 * @param dataset the body's features and targets
 * @param options `epochs` are those of all rounds together
 * @throws BUDGET_OUT_OF_REACH
 */
export async function cutInRounds(
  dataset: Dataset,
  options: ShrinkOptions & Required<Pick<ShrinkOptions, 'budget' | 'epochs'>>,
  context: CutContext,
): Promise<FinishedCut> {
  const { start } = context.prepared;
  const { budget, epochs, onProgress, weights: _, ...others } = options;
  const unit = budget.limits.every(({ quantity }) => quantity === 'macs') ? 'macs' : 'parameters';
  const rounds = Math.min(epochs, mostRounds);
  const epochsUntil = (round: number) => Math.floor((epochs * round) / rounds);
  const whole = weightsPosterior(start);
  let weights = whole;
  let kept = everything(whole.network);
  let size: number | undefined;
  for (let round = 1; ; round++) {
    const scores = await taylorScores(weights, dataset);
    const criterion = unit === 'macs' ? overCost(scores, whole.network, kept) : scores;
    const file = (plan: PruningPlan) => context.render(compact(weights, plan));
    const chosen = await chooseCut(weights, criterion, options, { file });
    const { plan: last } = chosen;
    const isLast = round === rounds;
    size ??= last.before[unit];
    size = Math.ceil(size * (last.after[unit] / size) ** (1 / (rounds - round + 1)));
    const rule =
      unit === 'macs' ? ({ name: unit, macs: size } as const) : ({ name: 'budget', parameters: size } as const);
    const plan = isLast ? last : planPruning(weights, rule, { criterion, widths: widthsFor(options) });
    const stage = `cut, round ${round} of ${rounds}`;
    const trained = await tune(compact(weights, plan), dataset, start, {
      ...others,
      fineTuneEpochs: epochsUntil(round) - epochsUntil(round - 1),
      ...(onProgress && { onProgress: (progress) => onProgress({ ...progress, stage }) }),
    });
    weights = withCut(whole, trained, plan);
    kept = keptBy(plan, whole.network);
    if (isLast) return inWords({ ...chosen, ...(await finish(weights, plan, options, context)) }, rounds);
  }
}

/** What is weightless by then is not what ranks; the rounds say why it went. */
function inWords(cut: FinishedCut, rounds: number): FinishedCut {
  const { budget, before, after } = cut.plan;
  const why = `Budget ${budget}. Removed in ${rounds} round${rounds > 1 ? 's' : ''} what would change the loss least: ${before.network} with ${before.parameters} parameters became ${after.network} with ${after.parameters}.`;
  return { ...cut, plan: { ...cut.plan, why } };
}
