/** log(1 + e^x): minus the log of 1 - p where x are the log-odds of p. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
