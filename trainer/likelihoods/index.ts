import type { ClassificationTask, RegressionTask, Task } from '../../core/index.ts';
import { binary } from './binary.ts';
import { categorical } from './categorical.ts';
import { gaussian } from './gaussian.ts';
import { gaussianHeteroscedastic } from './gaussian-heteroscedastic.ts';
import type { Distillation, Likelihood } from './likelihood.ts';
import { poisson } from './poisson.ts';

export type { Distillation, Likelihood, LikelihoodBatch } from './likelihood.ts';
export { logFactorial } from './log-factorial.ts';

type Table<OfTask extends Task> = Readonly<
  Record<NonNullable<OfTask['likelihood']>, (task: OfTask, distillation?: Distillation) => Likelihood>
>;

const ofLabels: Table<ClassificationTask> = { categorical, binary };
const ofNumbers: Table<RegressionTask> = { gaussian, 'gaussian-heteroscedastic': gaussianHeteroscedastic, poisson };

export function likelihoodFor(task: Task, distillation?: Distillation): Likelihood {
  return task.kind === 'classification'
    ? ofLabels[task.likelihood ?? 'categorical'](task, distillation)
    : ofNumbers[task.likelihood ?? 'gaussian'](task, distillation);
}
