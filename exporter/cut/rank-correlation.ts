/** Spearman's rank correlation, ties at their mean rank; undefined for fewer than three pairs or no variation. */
export function rankCorrelation(one: readonly number[], other: readonly number[]): number | undefined {
  const [a, b] = [ranks(one), ranks(other)];
  const middle = (one.length - 1) / 2;
  const product = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, rank, at) => sum + (rank - middle) * (y[at]! - middle), 0);
  const scale = Math.sqrt(product(a, a) * product(b, b));
  return one.length < 3 || scale === 0 ? undefined : product(a, b) / scale;
}

function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal - 1) / 2;
  });
}
