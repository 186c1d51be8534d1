/** log n! for a whole number: a sum while that is short, then Stirling's series, whose error is below 1e-12 there. */
export function logFactorial(n: number): number {
  if (n < 64) {
    let sum = 0;
    for (let factor = 2; factor <= n; factor++) sum += Math.log(factor);
    return sum;
  }
  return (
    n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1260 * n ** 5)
  );
}
