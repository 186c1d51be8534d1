import { SecateurError, type Task } from '../core/index.ts';
import { canonical } from './csv-cell.ts';
import { addCell, emptySummary, maximumClasses } from './csv-summary.ts';
import { planTarget, type TargetPlan } from './infer-task.ts';

export interface PlannedTargets {
  readonly plan: TargetPlan;
  /** Numbers, or indices of classes. */
  readonly targets: Float32Array;
}

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
): PlannedTargets {
  const stranger = values.findIndex((value) => !Number.isFinite(value));
  if (stranger >= 0) {
    throw new SecateurError(
      'DATA_INVALID',
      `${source}: ${name} is ${values[stranger]} in row ${stranger}. Leave out the rows without a target.`,
    );
  }
  return planCells(source, name, Array.from(values, String), task);
}

/** The same for texts, each a cell of such a column. @throws DATA_INVALID as `planTarget`, and naming the first empty one. */
export function planTexts(
  source: string,
  name: string,
  texts: readonly string[],
  task: Task['kind'] | undefined,
): PlannedTargets {
  const empty = texts.findIndex((text) => text.trim() === '');
  if (empty < 0) return planCells(source, name, texts, task);
  throw new SecateurError(
    'DATA_INVALID',
    `${source}: ${name} is empty in row ${empty}. Leave out the rows without a target.`,
  );
}

function planCells(
  source: string,
  name: string,
  cells: readonly string[],
  task: Task['kind'] | undefined,
): PlannedTargets {
  const summary = emptySummary(name, maximumClasses);
  for (const [row, cell] of cells.entries()) addCell(summary, cell, row, row);
  const plan = planTarget(source, summary, task);
  if (plan.plan.kind === 'numeric') return { plan, targets: Float32Array.from(cells, Number) };
  const indexOf = new Map(plan.plan.categories.map((category, index) => [category, index]));
  return { plan, targets: Float32Array.from(cells, (cell) => indexOf.get(canonical(cell))!) };
}
