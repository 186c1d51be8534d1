import { SecateurError, type Task } from '../core/index.ts';
import type { ColumnPlan } from './csv-plan.ts';
import { type MeanAndScale, meanAndScale, noteOnResolution, requireUsableScale } from './mean-and-scale.ts';
import { shortList } from './short-list.ts';

/**
 * What the last layer means, from the training rows.
 * @param targets `[n]`: class indices, or numbers.
 * @param notes gets a sentence about classes with hardly any example, or about digits that float32 loses.
 * @throws DATA_INVALID when the training rows have one class or one value only, or numbers beyond float32's reach.
 */
export function fitTask(
  source: string,
  target: ColumnPlan,
  targets: Float32Array,
  train: Uint32Array,
  notes: string[],
): Task {
  const trained = Float32Array.from(train, (row) => targets[row]!);
  if (target.kind === 'categorical') return fitLabels(source, target.name, target.categories, trained, notes);
  const fit: MeanAndScale = meanAndScale(trained);
  if (fit.scale === 0) {
    throw new SecateurError(
      'DATA_INVALID',
      `${source}: the target '${target.name}' is the same in all ${train.length} training rows, to the 7 digits of 32-bit floating point. Add examples of other values, or subtract a number from it.`,
    );
  }
  requireUsableScale(source, target.name, fit);
  notes.push(...noteOnResolution(target.name, fit));
  return { kind: 'regression', target: target.name, ...fit };
}

function fitLabels(
  source: string,
  name: string,
  labels: readonly string[],
  trained: Float32Array,
  notes: string[],
): Task {
  const counts = new Uint32Array(labels.length);
  for (const label of trained) counts[label]!++;
  const rare = labels.filter((_, index) => counts[index]! < 2).map((label) => `'${label}'`);
  if (rare.length > 0) {
    notes.push(
      `Too few examples to learn or to check: one training row or none has the class ${shortList(rare, 10)}, for which the network has an output all the same.`,
    );
  }
  if (counts.filter((count) => count > 0).length < 2) {
    throw new SecateurError(
      'DATA_INVALID',
      `${source}: the training rows have only one class of '${name}'. Choose other test rows, or add examples.`,
    );
  }
  return { kind: 'classification', labels };
}
