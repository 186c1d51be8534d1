import type { ExampleWeights } from '../../core/index.ts';
import { type Dataset, encoderOf } from '../../datasets/index.ts';
import { likelihoodFor } from '../likelihoods/index.ts';
import { type Examples, gatherRows } from './example-source.ts';
import { weightsOf } from './example-weights.ts';

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
  if (kept.length === examples.width && kept.every((feature, at) => feature === at)) return examples;
  if (examples.only) return examples.only(kept);
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
