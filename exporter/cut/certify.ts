/**
 * A p-value for "the mean of what these were drawn from is above `rise`", valid at any number of rows for values in
 * [-1, 1] and sharp where they vary little: one over the largest wealth of a bettor against it, who stakes by the variance
 * seen so far (Waudby-Smith and Ramdas, arXiv 2010.09686, eq. 15 and 26; Ville's inequality).
 * @param differences independent draws, in an order that does not depend on them
 * @param delta the level at which it will be compared: stakes are set for it, validity does not depend on it
 */
export function pValueOfRise(differences: ArrayLike<number>, rise: number, delta: number): number {
  const rows = differences.length;
  const most = largestStake(rise);
  // Half a row of prior belief in a variance of 1/4 and a mean of 0.
  let [sum, squares, wealth, largest] = [0, 0.25, 0, 0];
  for (let row = 0; row < rows; row++) {
    const mean = sum / (row + 1);
    const stake = Math.min(most, Math.sqrt((2 * Math.log(1 / delta) * (row + 1)) / (rows * squares)));
    const value = differences[row]!;
    wealth += Math.log1p(stake * (rise - value));
    largest = Math.max(largest, wealth);
    sum += value;
    squares += (value - mean) ** 2;
  }
  return Math.exp(-largest);
}

/** Rows below which not even a model without a single difference could be certified. */
export function fewestRows(rise: number, delta: number): number {
  return Math.ceil(Math.log(1 / delta) / Math.log1p(largestStake(rise) * rise));
}

/** Three quarters of what could ruin the bettor with one row. */
function largestStake(rise: number): number {
  return 0.75 / (1 - rise);
}

/** What a sequence of tests came to. */
export interface Certification {
  /** The last candidate that passed; undefined where the first did not. */
  readonly passed: { readonly index: number; readonly pValue: number } | undefined;
  readonly tested: number;
}

/**
 * Learn-then-Test with fixed-sequence testing (Angelopoulos et al., arXiv 2110.01052, algorithm 1 and section 3): tests
 * candidates in an order fixed beforehand, each at the whole level `delta`, up to the first that fails. The probability
 * that any candidate that passed is a bad one is at most `delta`: the first bad one in the order has to be passed for
 * that, which happens with probability at most `delta`. No other order or starting point may be tried afterwards.
 */
export async function certify(
  candidates: number,
  pValue: (candidate: number) => Promise<number>,
  delta: number,
): Promise<Certification> {
  let passed: Certification['passed'];
  for (let index = 0; index < candidates; index++) {
    const found = await pValue(index);
    if (!(found <= delta)) return { passed, tested: index + 1 };
    passed = { index, pValue: found };
  }
  return { passed, tested: candidates };
}
