/** The least share of the largest block, so that a layer with hardly any work can still be seen and hit. */
const smallestShare = 0.12;

/**
 * Widths of blocks in proportion to the square root of their work: areas then grow slower than the numbers, and small
 * layers stay visible beside one that does nearly all.
 * @returns shares that add up to 1; of no work at all, equal ones
 */
export function blockWidths(work: readonly number[]): number[] {
  const roots = work.map(Math.sqrt);
  const largest = Math.max(...roots, 0);
  const shares = roots.map((root) => (largest === 0 ? 1 : Math.max(smallestShare, root / largest)));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}
