import { SecateurError, type Task } from '../core/index.ts';
import { canonical } from './csv-cell.ts';
import { addCell, emptySummary, maximumClasses } from './csv-summary.ts';
import { planTarget, type TargetPlan } from './infer-task.ts';

/**
 * What numbers as targets mean, by the same rules as a table's last column, and the targets themselves.
 * @param values finite numbers.
 * @throws DATA_INVALID as `planTarget`, and naming the first value that is not finite.
 */
export function planNumbers(
  source: string,
  name: string,
  values: Float64Array,
  task: Task['kind'] | undefined,
): { plan: TargetPlan; targets: Float32Array } {
  const stranger = values.findIndex((value) => !Number.isFinite(value));
  if (stranger >= 0) {
    throw new SecateurError(
      'DATA_INVALID',
      `${source}: ${name} is ${values[stranger]} in row ${stranger}. Leave out the rows without a target.`,
    );
  }
  const summary = emptySummary(name, maximumClasses);
  for (const [row, value] of values.entries()) addCell(summary, String(value), row, row);
  const plan = planTarget(source, summary, task);
  if (plan.plan.kind === 'numeric') return { plan, targets: Float32Array.from(values) };
  const indexOf = new Map(plan.plan.categories.map((category, index) => [category, index]));
  return { plan, targets: Float32Array.from(values, (value) => indexOf.get(canonical(String(value)))!) };
}
