import type { Posterior } from '../../core/index.ts';
import { chosenScores, type PlanOptions, type PruningPlan, planPruning } from './plan.ts';
import { isOfWeights, weightCounts } from './weight-rules.ts';

/** Every nested cut: `planAt(0)` keeps everything, `planAt(steps)` is the smallest network; sizes only fall between. */
export interface CutSequence {
  readonly steps: number;
  readonly planAt: (step: number) => PruningPlan;
}

/** @throws ARGUMENT_INVALID as `planPruning` */
export function cutSequence(posterior: Posterior, options: PlanOptions = {}): CutSequence {
  const criterion = chosenScores(posterior, options);
  const counts = isOfWeights(criterion) ? weightCounts(posterior) : groupCounts(criterion.levels);
  return {
    steps: counts.length - 1,
    planAt: (step) => planPruning(posterior, { name: 'top', count: counts[step]! }, { ...options, criterion }),
  };
}

/** From all groups down to one in each level. */
function groupCounts(levels: readonly (Float32Array | undefined)[]): number[] {
  const all = levels.reduce((sum, values) => sum + (values?.length ?? 0), 0);
  const fewest = levels.filter((values) => values !== undefined).length;
  return Array.from({ length: all - fewest + 1 }, (_, removed) => all - removed);
}
