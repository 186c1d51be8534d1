/** The probability of inclusion behind its log-odds, in which posteriors keep it. */
export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** Log-odds on an axis as the probability: `99.9 %`. */
export function probabilityLabel(logOdds: number): string {
  const probability = probabilityOf(logOdds);
  if (probability < 0.001) return '<0.1 %';
  if (probability > 0.999) return '>99.9 %';
  const digits = probability < 0.1 || probability > 0.9 ? 1 : 0;
  return `${(100 * probability).toFixed(digits)} %`;
}

/** log(1 + e^x): minus the log of 1 - p where x are the log-odds of p. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
