import { SecateurError, type Task } from '../core/index.ts';
import type { Dataset } from '../datasets/index.ts';
import { load, outputsOf, type Provider } from '../runtime/index.ts';
import type { Score } from '../trainer/index.ts';

/**
 * How good an exported model is on some rows of a data set, measured on the model as users run it: raw rows into a
 * session.
 * @param model bytes or path of a model exported by Secateur for this data
 * @param rows indices into the data set, for example `dataset.split.test`
 * @throws ARGUMENT_INVALID when there are no rows; what `load` throws
 */
export async function scoreModel(
  model: string | Uint8Array,
  dataset: Dataset,
  rows: Uint32Array,
  options: { readonly provider?: Provider } = {},
): Promise<Score> {
  if (rows.length === 0) throw new SecateurError('ARGUMENT_INVALID', 'There are no rows to score the model on.');
  await using loaded = await load(model, options);
  return scoreOutputs(dataset.task, await outputsOf(loaded, rawRows(dataset, rows)), targetsOf(dataset, rows));
}

/** Raw values of some rows, one after another: what models take. */
export function rawRows(dataset: Pick<Dataset, 'rows' | 'targets'>, rows: Uint32Array): Float32Array {
  const width = dataset.rows.length / dataset.targets.length;
  const values = new Float32Array(rows.length * width);
  for (const [index, row] of rows.entries()) {
    values.set(dataset.rows.subarray(row * width, (row + 1) * width), index * width);
  }
  return values;
}

export function targetsOf(dataset: Pick<Dataset, 'targets'>, rows: Uint32Array): Float32Array {
  return Float32Array.from(rows, (row) => dataset.targets[row]!);
}

/**
 * @param outputs an exported model's first output: `[n, classes]` logits, or `[n]` predictions in the target's unit
 * @param targets `[n]`: class indices, or values in the target's unit
 */
export function scoreOutputs(task: Task, outputs: Float32Array, targets: Float32Array): Score {
  if (task.kind === 'regression') {
    const squared = targets.reduce((sum, target, row) => sum + (target - outputs[row]!) ** 2, 0);
    return { name: 'rmse', value: Math.sqrt(squared / targets.length) };
  }
  const labels = labelsOf(outputs, task.labels.length);
  return { name: 'accuracy', value: shareEqual(labels, targets) };
}

/** The index of the largest of every `classes` numbers; the first of equal ones. */
export function labelsOf(outputs: Float32Array, classes: number): Uint32Array {
  return Uint32Array.from({ length: outputs.length / classes }, (_, row) => {
    let best = 0;
    for (let label = 1; label < classes; label++) {
      if (outputs[row * classes + label]! > outputs[row * classes + best]!) best = label;
    }
    return best;
  });
}

export function shareEqual(first: ArrayLike<number>, second: ArrayLike<number>): number {
  let equal = 0;
  for (let index = 0; index < first.length; index++) if (first[index] === second[index]) equal++;
  return equal / first.length;
}
