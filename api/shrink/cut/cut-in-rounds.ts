import { everything, type Kept, type Posterior, type Scores } from '../../../core/index.ts';
import type { Dataset } from '../../../datasets/index.ts';
import { compact, keptBy, type PruningPlan, planPruning, scoresOf } from '../../../exporter/index.ts';
import { taylorScores } from '../../../trainer/index.ts';
import { tune } from '../body/fit-body.ts';
import { weightsPosterior } from '../body/weights-posterior.ts';
import type { ShrinkOptions } from '../shrink-options.ts';
import { chooseCut, widthsFor } from './choose-cut.ts';
import { type CutContext, type FinishedCut, finish } from './finished-cut.ts';
import { overCost } from './over-cost.ts';
import { withCut } from './with-cut.ts';

/** Small enough steps for what stays to take over from what goes. */
const mostRounds = 10;

/**
 * Another way to a budget of sizes: from the original's own weights in rounds, by equal factors of the parameters, or of the
 * multiply-accumulates where the budget speaks of nothing else. In each what is left is trained, at a constant rate: only
 * when nothing more goes are there details to learn. A posterior's own weights were trained with most of the others there,
 * and one cut takes away what they rely on. What goes is what the posterior holds for least probable; of a network with
 * filters, of which few epochs teach it little, what would change the loss least as the network is by then (`taylorScores`;
 * for multiply-accumulates `overCost`). The cut that comes out is finished as any other.
 * @param dataset the body's features and targets
 * @param options `epochs` are those of all rounds together
 * @throws BUDGET_OUT_OF_REACH
 */
export async function cutInRounds(
  dataset: Dataset,
  posterior: Posterior,
  options: ShrinkOptions & Required<Pick<ShrinkOptions, 'budget' | 'epochs'>>,
  context: CutContext,
): Promise<FinishedCut> {
  const { start } = context.prepared;
  const { budget, epochs, onProgress, weights: _, ...others } = options;
  const unit = budget.limits.every(({ quantity }) => quantity === 'macs') ? 'macs' : 'parameters';
  const rounds = Math.min(epochs, mostRounds);
  const epochsUntil = (round: number) => Math.floor((epochs * round) / rounds);
  const whole = weightsPosterior(start);
  const ofFilters = async (weights: Posterior, kept: Kept): Promise<Scores> => {
    const scores = await taylorScores(weights, dataset);
    return unit === 'macs' ? overCost(scores, whole.network, kept) : scores;
  };
  const hasFilters = whole.network.image !== undefined;
  let weights = whole;
  let kept = everything(whole.network);
  let size: number | undefined;
  for (let round = 1; ; round++) {
    const criterion = hasFilters ? await ofFilters(weights, kept) : scoresOf(posterior, 'inclusion');
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
      constantRate: true,
      ...(onProgress && { onProgress: (progress) => onProgress({ ...progress, stage }) }),
    });
    weights = withCut(whole, trained, plan);
    kept = keptBy(plan, whole.network);
    if (isLast) return inWords({ ...chosen, ...(await finish(weights, plan, options, context)) }, rounds, hasFilters);
  }
}

/** What is weightless by then is not what ranks; the rounds say why it went. */
function inWords(cut: FinishedCut, rounds: number, hasFilters: boolean): FinishedCut {
  const { budget, before, after } = cut.plan;
  const what = hasFilters ? 'what would change the loss least' : 'what was least probable';
  const why = `Budget ${budget}. Removed in ${rounds} round${rounds > 1 ? 's' : ''} ${what}: ${before.network} with ${before.parameters} parameters became ${after.network} with ${after.parameters}.`;
  return { ...cut, plan: { ...cut.plan, why } };
}
