import { SecateurError } from '../../../core/index.ts';
import { type Budget, isScore } from '../../../exporter/index.ts';
import type { Prepared } from '../body/prepared.ts';
import type { ShrinkOptions } from '../shrink-options.ts';

/** @throws ARGUMENT_INVALID where there is neither a budget nor a probability, saying why nothing could be learned */
export function checkBudget(
  { budget, rule }: Pick<ShrinkOptions, 'budget' | 'rule'>,
  way: 'fit' | 'weights',
  { notes }: Prepared,
): void {
  // A guarantee is looked for along nested cuts, which need an order and no probabilities.
  if (budget || way === 'fit' || rule?.name === 'certified') return;
  const why = 'Scores of weights alone only have an order: they need a budget (--budget 50kB, "macs<100k", ...)';
  throw new SecateurError(
    'ARGUMENT_INVALID',
    notes.length > 0
      ? `${notes.join(' ')} ${why}. \`secateur inspect\` says what is in the way of a larger part.`
      : `${why}, or data to fit a posterior to.`,
  );
}

/**
 * @param scored what answers are scored by; undefined without data
 * @throws ARGUMENT_INVALID where a limit is on another score
 */
export function checkScores(budget: Budget | undefined, scored: 'accuracy' | 'rmse' | undefined): void {
  const asked = budget?.limits.find(({ quantity }) => isScore(quantity) && quantity !== scored);
  if (!asked) return;
  const remedy = scored
    ? `its answers are scored by ${scored}`
    : 'give data to measure it (--data), or the curve of the posterior (--trade-off)';
  throw new SecateurError('ARGUMENT_INVALID', `A budget of ${asked.quantity} makes no sense here: ${remedy}.`);
}
