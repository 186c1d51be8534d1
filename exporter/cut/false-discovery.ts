import { probabilityOf } from '../../core/index.ts';

/**
 * Bayesian control of the false discovery rate: the largest set, most probable members first, whose mean probability of
 * not being needed is at most `rate` (Müller, Parmigiani, Robert and Rousseau, JASA 2004). Members
 * of equal probability stay or go together.
 * @param logOdds posterior log-odds of inclusion
 * @returns ascending indices; none when even the most probable member is too doubtful
 */
export function mostWithinFalseDiscoveryRate(logOdds: ArrayLike<number>, rate: number): number[] {
  const order = Array.from(logOdds, (_, index) => index).sort((a, b) => logOdds[b]! - logOdds[a]!);
  let doubt = 0;
  let size = 0;
  for (const [before, index] of order.entries()) {
    doubt += 1 - probabilityOf(logOdds[index]!);
    const next = order[before + 1];
    const isTied = next !== undefined && logOdds[next] === logOdds[index];
    if (!isTied && doubt <= rate * (before + 1)) size = before + 1;
  }
  return order.slice(0, size).sort((a, b) => a - b);
}
