import { outputWidth, type Task } from '../core/index.ts';
import { type Dataset, encoderOf } from '../datasets/index.ts';

/** What training reads: features and targets of examples by index. */
export interface Examples {
  readonly width: number;
  readonly count: number;
  /** Writes the features `[indices.length, width]`. */
  features(indices: Uint32Array, out: Float32Array): void;
  /** Writes the targets `[indices.length, outputWidth]`: one-hot labels, or standardised values. */
  targets(indices: Uint32Array, out: Float32Array): void;
}

/** Examples of one part of a data set; index i is the part's i-th row. */
export function examplesOf(dataset: Dataset, rows: Uint32Array): Examples {
  const encoder = encoderOf(dataset.input);
  return {
    width: encoder.width,
    count: rows.length,
    features: (indices, out) => {
      encoder.encode(
        dataset.rows,
        indices.map((index) => rows[index]!),
        out,
      );
    },
    targets: (indices, out) => writeTargets(dataset, dataset.task, rows, indices, out),
  };
}

/** The same examples with only some of their features, encoded once, because training goes over them many times. */
export function withFeatures(examples: Examples, kept: readonly number[]): Examples {
  if (kept.length === examples.width) return examples;
  const width = kept.length;
  const stored = new Float32Array(examples.count * width);
  const chunk = 256;
  const buffer = new Float32Array(chunk * examples.width);
  for (let start = 0; start < examples.count; start += chunk) {
    const size = Math.min(chunk, examples.count - start);
    examples.features(
      Uint32Array.from({ length: size }, (_, index) => start + index),
      buffer,
    );
    for (let row = 0; row < size; row++) {
      for (let feature = 0; feature < width; feature++) {
        stored[(start + row) * width + feature] = buffer[row * examples.width + kept[feature]!]!;
      }
    }
  }
  return {
    width,
    count: examples.count,
    features: (indices, out) => gatherRows(stored, width, indices, out),
    targets: examples.targets,
  };
}

export function gatherRows(source: Float32Array, width: number, indices: Uint32Array, out: Float32Array): void {
  indices.forEach((index, row) => {
    out.set(source.subarray(index * width, (index + 1) * width), row * width);
  });
}

function writeTargets(dataset: Dataset, task: Task, rows: Uint32Array, indices: Uint32Array, out: Float32Array): void {
  const width = outputWidth(task);
  out.fill(0, 0, indices.length * width);
  indices.forEach((index, row) => {
    const value = dataset.targets[rows[index]!]!;
    if (task.kind === 'classification') out[row * width + value] = 1;
    else out[row] = (value - task.mean) / task.scale;
  });
}
