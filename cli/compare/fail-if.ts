import { SecateurError } from '../../core/index.ts';
import { type ComparedFigure, type Comparison, comparedFigures, targetNameOf } from '../../runtime/index.ts';
import { significant } from '../format.ts';

/** `p50>1.05x`: the figure after the change is more than so many times that before. */
export interface Condition {
  readonly figure: 'p50' | ComparedFigure;
  readonly limit: number;
}

const figures = ['p50', ...comparedFigures] as const;

/** Reads conditions with commas between them. @throws ARGUMENT_INVALID */
export function readConditions(text: string): readonly Condition[] {
  return text.split(',').map((part): Condition => {
    const [, name, limit] = /^\s*(\w+)\s*>\s*(\d+(?:\.\d+)?|\.\d+)x?\s*$/.exec(part) ?? [];
    const figure = figures.find((each) => each === name);
    if (figure !== undefined && Number(limit) > 0) return { figure, limit: Number(limit) };
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `Cannot read --fail-if '${part.trim()}'. Write for example p50>1.05x, with one of ${figures.join(', ')}.`,
    );
  });
}

/**
 * A median counts as too large only where its whole interval is above 1 as well: noise alone must not fail a build.
 * @throws CHECK_FAILED naming every condition that holds; DATA_INVALID for a figure that was not measured
 */
export function checkConditions(comparisons: readonly Comparison[], conditions: readonly Condition[]): void {
  const failures = conditions.flatMap(({ figure, limit }) =>
    comparisons.flatMap((comparison) => {
      const { before, after, verdict, p50Ratio, ratios } = comparison;
      const ratio = figure === 'p50' ? p50Ratio : ratios?.[figure];
      if (ratio === undefined) {
        throw new SecateurError(
          'DATA_INVALID',
          `--fail-if ${figure}: it was not measured for both ${before.name} and ${after.name} on ${targetNameOf(after)}. Measure both here, or compare something else.`,
        );
      }
      if (ratio <= limit || (figure === 'p50' && verdict === 'cannot tell')) return [];
      return [`${figure} of ${after.name} on ${targetNameOf(after)} is ${significant(ratio)}x (more than ${limit}x)`];
    }),
  );
  if (failures.length === 0) return;
  throw new SecateurError('CHECK_FAILED', `--fail-if: ${failures.join('; ')}.`);
}
