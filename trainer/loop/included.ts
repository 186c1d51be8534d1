import type { Kept } from '../../core/index.ts';
import type { ParameterSpec } from '../families/family.ts';

import type { TrainingState } from '../step/training-state.ts';

/**
 * How many members of each level still in training are held for needed: log-odds above 0, or all of a level without
 * indicators.
 * @returns undefined when no level has any
 */
export function includedCounts(
  specs: readonly ParameterSpec[],
  kept: Kept,
  state: TrainingState,
): number[] | undefined {
  const indicators = specs.filter(({ role, shape }) => role === 'inclusion' && shape.length === 1);
  if (indicators.length === 0) return undefined;
  return kept.map((members, level) => {
    const indicator = indicators.find(({ axes }) => axes[0]?.[0]?.level === level);
    const logits = indicator && state[indicator.name]!.data;
    return logits ? members.filter((member) => logits[member]! > 0).length : members.length;
  });
}
