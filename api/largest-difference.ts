/**
 * The largest difference between answers, as a part of the largest magnitude among the expected ones, or of 1 where that is
 * less; infinite where their numbers differ, or one is NaN and the other is not.
 */
export function largestDifference(actual: Float32Array | Float64Array, expected: Float32Array | Float64Array): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  let scale = 1;
  for (const [index, value] of expected.entries()) {
    const other = actual[index]!;
    if (Object.is(value, other) || value === other) continue;
    const difference = Math.abs(value - other);
    largest = Math.max(largest, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
  }
  for (const value of expected) if (Number.isFinite(value)) scale = Math.max(scale, Math.abs(value));
  return largest / scale;
}
