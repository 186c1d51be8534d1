import { type LikelihoodName, type RegressionTask, SecateurError, taskKindOf } from '../core/index.ts';
import type { Dataset } from './dataset.ts';

/**
 * The data set with its targets thought to be drawn in a certain way.
 * @throws ARGUMENT_INVALID when the likelihood is for another kind of task; DATA_INVALID when targets are outside its
 * range: other than two classes (binary), anything but whole numbers from 0 (Poisson).
 */
export function withLikelihood(dataset: Dataset, likelihood: LikelihoodName): Dataset {
  const { task, name } = dataset;
  if (likelihood === 'categorical' || likelihood === 'binary') {
    if (task.kind !== 'classification') throw otherTask(dataset, likelihood);
    const classes = task.labels.length;
    if (likelihood === 'categorical' || classes === 2) return { ...dataset, task: { ...task, likelihood } };
    throw new SecateurError(
      'DATA_INVALID',
      `${name}: the binary likelihood is for two classes, but there are ${classes}. Choose categorical.`,
    );
  }
  if (task.kind !== 'regression') throw otherTask(dataset, likelihood);
  return { ...dataset, task: likelihood === 'poisson' ? countTask(dataset, task) : { ...task, likelihood } };
}

function otherTask({ name, task }: Dataset, likelihood: LikelihoodName): SecateurError {
  return new SecateurError(
    'ARGUMENT_INVALID',
    `${name}: the likelihood ${likelihood} is for ${taskKindOf(likelihood)}, but the task is ${task.kind}. Choose another.`,
  );
}

/** Counts are not shifted: the network learns the log of their rate over the mean count. */
function countTask({ name, targets, split }: Dataset, task: RegressionTask): RegressionTask {
  const strangers = targets.filter((value) => !(Number.isInteger(value) && value >= 0));
  if (strangers.length > 0) {
    // As many digits as 32-bit floating point holds are those of the file.
    const first = Number(strangers[0]!.toPrecision(7));
    throw new SecateurError(
      'DATA_INVALID',
      `${name}: the poisson likelihood is for counts 0, 1, 2, ..., but ${strangers.length} of ${targets.length} values of \`${task.target}\` are none, first ${first}. Correct them, or choose gaussian.`,
    );
  }
  const mean = split.train.reduce((sum, row) => sum + targets[row]!, 0) / split.train.length;
  return { ...task, mean: 0, scale: Math.fround(mean), likelihood: 'poisson' };
}
