import { SecateurError, type Task } from '../core/index.ts';
import { sortValues } from './csv-cell.ts';
import { at } from './csv-errors.ts';
import { type ColumnPlan, isNumeric, lossNotes, refuseDecimalCommas, strayText } from './csv-plan.ts';
import { areCodes, type ColumnSummary, maximumClasses, valuesOf } from './csv-summary.ts';

const maximumInferredClasses = 100;
const rowsPerInferredClass = 5;

export interface TargetPlan {
  readonly plan: ColumnPlan;
  /** How the task was found where the user did not say it, and what reading the target loses. */
  readonly notes: readonly string[];
}

/**
 * How to read the target. Without `task`: text and codes with leading zeros are classification; whole numbers are classification when there are
 * just two of them, or when they count 0, 1, 2, ... or 1, 2, 3, ... without a gap, at most 100, and five rows or more
 * have each on average; everything else is regression (a quality from 3 to 8, for example, is a quantity).
 * @throws DATA_INVALID: a single value, text in a column of numbers, infinite values, missing in most rows, more
 * classes than half the rows or than 1,000, text where regression was asked for.
 */
export function planTarget(path: string, target: ColumnSummary, task: Task['kind'] | undefined): TargetPlan {
  const { name } = target;
  const distinct = valuesOf(target);
  const present = target.numbers + target.texts;
  if (target.missing > present) {
    throw new SecateurError(
      'DATA_INVALID',
      `${path}: the target '${name}' is missing in ${target.missing} of ${target.missing + present} rows. Fill it in, or choose another target.`,
    );
  }
  const numeric = (task === 'regression' || !areCodes(target)) && isNumeric(path, target);
  if (distinct?.size === 1) {
    throw new SecateurError(
      'DATA_INVALID',
      `${path}: the target '${name}' is '${[...distinct][0]}' in every row, so there is nothing to learn. Add examples of other values, or choose another target.`,
    );
  }
  if (!numeric) refuseDecimalCommas(path, target);
  if (task === 'regression' && !numeric) {
    if (target.numbers > 0) throw strayText(path, target);
    throw new SecateurError(
      'DATA_INVALID',
      `${at(path, target.firstText!.line, name)}: '${target.firstText!.text}' is not a number, as regression needs. Choose classification, or another target.`,
    );
  }
  if (task === 'regression') return { plan: { kind: 'numeric', name }, notes: lossNotes(target) };
  if (task === undefined && numeric) {
    const classes = classCount(target, present);
    if (classes === undefined) {
      const note = `The task is regression, because \`${name}\` holds numbers that are not class codes (0, 1, 2, ... or two values).`;
      return { plan: { kind: 'numeric', name }, notes: [note, ...lossNotes(target)] };
    }
  }

  if (distinct === undefined || distinct.size > present / 2) {
    if (!numeric && target.numbers > target.texts) throw strayText(path, target);
    const count = distinct === undefined ? `more than ${maximumClasses}` : `${distinct.size}`;
    throw new SecateurError(
      'DATA_INVALID',
      `${path}: the target '${name}' has ${count} classes in ${present} rows, too many to learn. Choose ${numeric ? 'regression' : 'another target'}.`,
    );
  }
  const plan = { kind: 'categorical' as const, name, categories: sortValues(distinct) };
  if (task !== undefined) return { plan, notes: [] };
  const reason = numeric
    ? 'whole numbers that look like class codes'
    : target.texts === 0
      ? 'codes with leading zeros'
      : 'text';
  return {
    plan,
    notes: [`The task is classification into ${distinct.size} classes, because \`${name}\` holds ${reason}.`],
  };
}

function classCount(target: ColumnSummary, present: number): number | undefined {
  const { distinct, whole } = target;
  if (!whole || distinct === undefined || distinct.size > maximumInferredClasses) return undefined;
  const codes = [...distinct].map(Number).sort((a, b) => a - b);
  const first = codes[0]!;
  const gapless = (first === 0 || first === 1) && codes.every((code, index) => code === first + index);
  if (codes.length === 2) return 2;
  return gapless && present >= rowsPerInferredClass * codes.length ? codes.length : undefined;
}
