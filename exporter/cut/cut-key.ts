import type { PruningPlan } from './plan.ts';

/** The same for plans that leave the same network, whatever led to it. */
export function cutKey({ keptInputs, keptUnits, weights }: PruningPlan): string {
  return JSON.stringify([keptInputs, keptUnits, weights?.threshold]);
}
