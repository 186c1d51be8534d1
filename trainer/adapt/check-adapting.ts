import { SecateurError } from '../../core/index.ts';
import type { OnnxModel } from '../../onnx/index.ts';
import type { TailSettings } from './tail-training.ts';

/** What a model is to learn. */
export interface LabelledRows {
  /** Raw rows, one after the other, as the model takes them. */
  readonly rows: Float32Array;
  /** For each row the position of its label among the model's labels. */
  readonly labels: ArrayLike<number>;
}

/** @throws ARGUMENT_INVALID */
export function checkSettings({ learningRate, seed, ...counts }: TailSettings & { readonly layers: number }): void {
  const { layers, steps, batchSize } = counts;
  for (const [what, count] of Object.entries({ layers, steps, 'rows a step': batchSize })) {
    if (!(Number.isSafeInteger(count) && count >= 1)) {
      throw new SecateurError('ARGUMENT_INVALID', `The number of ${what} must be a whole number from 1, not ${count}.`);
    }
  }
  if (!(learningRate > 0 && learningRate < Infinity)) {
    throw new SecateurError('ARGUMENT_INVALID', `The learning rate must be positive, not ${learningRate}.`);
  }
  if (!(Number.isSafeInteger(seed) && seed >= 0)) {
    throw new SecateurError('ARGUMENT_INVALID', `The seed must be a whole number from 0, not ${seed}.`);
  }
}

/** Values in a row that the model takes. @throws UNSUPPORTED for models with other inputs than one table of rows */
export function columnsOf({ graph }: OnnxModel): number {
  const weights = new Set(graph.initializers.map(({ name }) => name));
  const [input, ...others] = graph.inputs.filter(({ name }) => !weights.has(name));
  const columns = input?.shape?.[1];
  if (others.length === 0 && input?.elementType === 'float32' && input.shape?.length === 2) {
    if (typeof columns === 'number') return columns;
  }
  throw new SecateurError('UNSUPPORTED', 'Only models with a single input of float32 rows can be adapted.');
}

/** @throws SHAPE_MISMATCH, DATA_INVALID */
export function checkExamples({ rows, labels }: LabelledRows, columns: number, classes: number): void {
  if (labels.length === 0) throw new SecateurError('DATA_INVALID', 'There is nothing to learn from: give some rows.');
  if (rows.length !== labels.length * columns) {
    throw new SecateurError(
      'SHAPE_MISMATCH',
      `${labels.length} labelled rows of ${columns} values are ${labels.length * columns} numbers, not ${rows.length}.`,
    );
  }
  const row = Array.from(labels).findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
  if (row !== -1) {
    const what = `The label of row ${row + 1} is ${labels[row]}, no position from 0 to ${classes - 1}.`;
    throw new SecateurError('DATA_INVALID', `${what} Give the position among the model's labels.`);
  }
}

/** @param features what the layers that stay make of the rows, `width` numbers a row. @throws DATA_INVALID */
export function checkFeatures(features: Float32Array, width: number): void {
  const bad = features.findIndex((value) => !Number.isFinite(value));
  if (bad === -1) return;
  const what = `The model's first layers make ${features[bad]} of row ${Math.floor(bad / width) + 1}.`;
  throw new SecateurError('DATA_INVALID', `${what} It has missing values that the model does not know, or huge ones.`);
}
