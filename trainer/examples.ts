import type { ExampleWeights } from '../core/index.ts';
import { type Dataset, encoderOf } from '../datasets/index.ts';
import { weightsOf } from './example-weights.ts';
import { likelihoodFor } from './likelihoods/index.ts';

/** What training reads: features and targets of examples by index. */
export interface Examples {
  readonly width: number;
  readonly count: number;
  /** Writes the features `[indices.length, width]`. */
  features(indices: Uint32Array, out: Float32Array): void;
  /** `[count]`: class indices, or targets in their own unit. */
  readonly values: Float32Array;
  /** `[count]`, with mean 1; undefined where all count the same. */
  readonly weights?: Float32Array;
  /** Writes the targets `[indices.length, targetWidth]` as the likelihood reads them: one-hot labels, standardised values. */
  targets(indices: Uint32Array, out: Float32Array): void;
}

/** Examples of one part of a data set; index i is the part's i-th row. */
export function examplesOf(dataset: Dataset, rows: Uint32Array, weights?: ExampleWeights): Examples {
  const { targetWidth, writeTarget } = likelihoodFor(dataset.task);
  const values = Float32Array.from(rows, (row) => dataset.targets[row]!);
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
    values,
    ...(weights && { weights: weightsOf(dataset, weights, rows) }),
    targets: (indices, out) => {
      out.fill(0, 0, indices.length * targetWidth);
      indices.forEach((index, row) => {
        writeTarget(values[index]!, out, row * targetWidth);
      });
    },
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
    ...examples,
    width,
    features: (indices, out) => gatherRows(stored, width, indices, out),
  };
}

export function gatherRows(source: Float32Array, width: number, indices: Uint32Array, out: Float32Array): void {
  indices.forEach((index, row) => {
    out.set(source.subarray(index * width, (index + 1) * width), row * width);
  });
}
