import { SecateurError } from '../../core/index.ts';
import type { Budget } from '../../exporter/index.ts';
import type { Prepared } from './prepared.ts';

/** @throws ARGUMENT_INVALID where there is neither a budget nor a probability, saying why nothing could be learned */
export function checkBudget(budget: Budget | undefined, way: 'fit' | 'weights', { notes }: Prepared): void {
  if (budget || way === 'fit') return;
  const why = 'Scores of weights alone only have an order: they need a budget (--budget 50kB, "macs<100k", ...)';
  throw new SecateurError(
    'ARGUMENT_INVALID',
    notes.length > 0
      ? `${notes.join(' ')} ${why}. \`secateur inspect\` says what is in the way of a larger part.`
      : `${why}, or data to fit a posterior to.`,
  );
}
