export interface Schedule {
  /** Steps over which the rate rises from 0. */
  readonly warmUpSteps: number;
  readonly totalSteps: number;
  /** Steps over which the slab's KL divergence comes into force; 0 for none. */
  readonly divergenceSteps: number;
  /** Whether the rate stays at its peak; by default it falls to 0. */
  readonly isConstant?: boolean;
}

/**
 * The factor on the learning rate at `step` (from 1): a linear rise, then half a cosine down to zero at the end, or none
 * where the rate is constant.
 */
export function scheduleFactor(
  { warmUpSteps, totalSteps, isConstant = false }: Omit<Schedule, 'divergenceSteps'>,
  step: number,
): number {
  if (step <= warmUpSteps) return step / warmUpSteps;
  if (isConstant) return 1;
  const progress = (step - warmUpSteps) / Math.max(1, totalSteps - warmUpSteps);
  return 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
}
