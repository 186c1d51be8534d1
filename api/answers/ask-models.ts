import { readBytes } from '../../files/index.ts';
import type { Comparison, ReportModel } from '../../runtime/index.ts';
import type { AnsweringData } from './answering-data.ts';
import { answersOf } from './answers-of.ts';
import { compareAnswers } from './compare-answers.ts';

/** A model with its answers, and how good they are. */
export async function askModel(model: ReportModel, data: AnsweringData): Promise<ReportModel> {
  const answers = await answersOf(model.file, await readBytes(model.file), data);
  const { kind, values, targets } = answers;
  if (kind === 'classes') {
    const right = values.filter((value, row) => value === targets[row]).length;
    return { ...model, accuracy: right / values.length, answers };
  }
  const squares = values.reduce((sum, value, row) => sum + (value - targets[row]!) ** 2, 0);
  return { ...model, rmse: Math.sqrt(squares / values.length), answers };
}

/** Comparisons with what the two models answered, where both were asked about the same rows. */
export function withAnswers(
  comparisons: readonly Comparison[],
  models: readonly ReportModel[],
  seed: number,
): readonly Comparison[] {
  const answersOfModel = (name: string) => models.find((model) => model.name === name)?.answers;
  const known = new Map<string, ReturnType<typeof compareAnswers>>();
  return comparisons.map((comparison) => {
    const [before, after] = [comparison.before.name, comparison.after.name];
    const key = JSON.stringify([before, after]);
    if (!known.has(key)) {
      const [first, second] = [answersOfModel(before), answersOfModel(after)];
      known.set(key, first && second && compareAnswers(first, second, seed));
    }
    const answers = known.get(key);
    return answers ? { ...comparison, answers } : comparison;
  });
}
