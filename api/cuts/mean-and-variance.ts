export function meanOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of the values themselves, not of a population they were drawn from. */
export function varianceOf(values: ArrayLike<number>): number {
  const middle = meanOf(values);
  return meanOf(Array.from(values, (value) => (value - middle) ** 2));
}
