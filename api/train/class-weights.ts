import { SecateurError } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import type { ClassWeights } from '../../trainer/index.ts';

/** Before the data says which labels there are. */
export type ClassWeightsOption = 'balanced' | ReadonlyMap<string, number>;

/** @throws ARGUMENT_INVALID for a label that the data does not have, where there are no classes, or nothing but zeros */
export function classWeightsFor({ task, name }: Dataset, option: ClassWeightsOption): ClassWeights {
  if (option === 'balanced') return option;
  const labels = task.kind === 'classification' ? task.labels : [];
  const stranger = [...option.keys()].find((label) => !labels.includes(label));
  if (stranger !== undefined) {
    const known = labels.length > 0 ? `Its classes are: ${labels.join(', ')}.` : 'It has no classes.';
    throw new SecateurError('ARGUMENT_INVALID', `--class-weights: ${name} has no class '${stranger}'. ${known}`);
  }
  const weights = labels.map((label) => option.get(label) ?? 1);
  if (weights.some((weight) => weight > 0)) return weights;
  throw new SecateurError('ARGUMENT_INVALID', '--class-weights: all are 0. Give some class a weight above 0.');
}
