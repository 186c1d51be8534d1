import type { Comparison, ReportModel } from '../../runtime/index.ts';
import { readWhole } from '../read-model.ts';
import type { AnsweringData } from './answering-data.ts';
import { type AskingOptions, answersOf } from './answers-of.ts';
import { compareAnswers } from './compare-answers.ts';

/** What is added to a model that was asked: its answers, and how good they are. */
export type Asked = Pick<ReportModel, 'accuracy' | 'rmse' | 'answers'>;

/** Errors as `answersOf`, and as reading the file. */
export async function askModel(file: string, data: AnsweringData, how: AskingOptions = {}): Promise<Asked> {
  const answers = await answersOf(file, await readWhole(file), data, how);
  const { kind, values, targets } = answers;
  if (kind === 'classes') {
    const right = values.filter((value, row) => value === targets[row]).length;
    return { accuracy: right / values.length, answers };
  }
  const squares = values.reduce((sum, value, row) => sum + (value - targets[row]!) ** 2, 0);
  return { rmse: Math.sqrt(squares / values.length), answers };
}

/** Each file once, by its path. Errors as `askModel`, of the first file that has one. */
export async function askModels(
  files: readonly string[],
  data: AnsweringData,
  how: AskingOptions = {},
): Promise<ReadonlyMap<string, Asked>> {
  const asked = new Map<string, Asked>();
  for (const file of new Set(files)) asked.set(file, await askModel(file, data, how));
  return asked;
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
