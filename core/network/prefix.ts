/**
 * How many of `size` units or inputs a network of relative width `width` has, the most needed ones: the nearest whole
 * number, at least one. In float32, as an exported graph computes it, so that both always agree.
 */
export function membersAt(width: number, size: number): number {
  const { fround } = Math;
  return Math.max(1, Math.floor(fround(fround(fround(width) * size) + 0.5)));
}

/** Whether something may be a relative width. */
export function isRelativeWidth(width: unknown): width is number {
  return typeof width === 'number' && width > 0 && width <= 1;
}
