import { createHash } from 'node:crypto';
import {
  featureNames,
  type InputSpec,
  isWeighted,
  type NetworkSpec,
  sourcesOf,
  type Task,
} from '../../../core/index.ts';
import type { Dataset } from '../../../datasets/index.ts';

/** Features this far from 0 are not taken for scaled already. */
const scaledReach = 20;
/** The furthest a feature may lie from its mean, in units of its scale: a pixel that is hardly ever inked is no outlier. */
const furthest = 10;

/**
 * What the body reads as features that training can work with: standardised where they are not of a common size already.
 * @param features `[n, features]` of all rows
 * @param train the rows that means and scales are taken from
 */
export function inputOf(
  network: NetworkSpec,
  features: Float32Array,
  train: Uint32Array,
  names: readonly string[],
): InputSpec {
  const { image, inputs } = network;
  // Weights that read the features take up how they are scaled; what else reads them could not.
  const canStandardise = network.layers.every(
    (layer, index) => !sourcesOf(network, index).includes(-1) || isWeighted(layer),
  );
  if (image) {
    const scale = canStandardise ? rootMeanSquare(features, inputs, train) : 1;
    return { kind: 'image', ...image, layout: 'channels-first', scale };
  }
  const columns = columnStatistics(features, inputs, train);
  const areScaled = columns.every(({ largest, scale }) => largest <= scaledReach && scale <= 3);
  return {
    kind: 'table',
    columns: columns.map(({ mean, scale, reach }, index) => ({
      kind: 'numeric',
      name: names[index] ?? `x${index + 1}`,
      ...(canStandardise && !areScaled
        ? { mean, scale: Math.fround(Math.max(scale, reach / furthest)) || 1 }
        : { mean: 0, scale: 1 }),
      imputed: false,
    })),
  };
}

/** Names of the body's features: those of the data's columns where it reads these one by one. */
export function namesOfFeatures(dataset: Pick<Dataset, 'input'>, width: number): readonly string[] {
  const names = dataset.input.kind === 'table' ? featureNames(dataset.input) : [];
  return names.length === width ? names : [];
}

/** The body's own data set: its features, and targets as its outputs count them. */
export function bodyDataset(
  dataset: Dataset,
  model: Uint8Array,
  own: { readonly input: InputSpec; readonly task: Task; readonly rows: Float32Array; readonly targets: Float32Array },
): Dataset {
  const { name, split, weights, provenance } = dataset;
  const sha256 = createHash('sha256').update(provenance.sha256).update(model).digest('hex');
  return {
    name,
    ...own,
    split,
    ...(weights && { weights }),
    provenance: { source: provenance.source, sha256 },
    notes: [],
  };
}

function rootMeanSquare(features: Float32Array, width: number, rows: Uint32Array): number {
  let sum = 0;
  for (const row of rows) for (let at = 0; at < width; at++) sum += features[row * width + at]! ** 2;
  const size = Math.sqrt(sum / (rows.length * width));
  // What is of a common size already stays as the model's own training had it.
  return size > 0 && (size < 0.05 || size > 5) ? Math.fround(size) : 1;
}

function columnStatistics(features: Float32Array, width: number, rows: Uint32Array) {
  return Array.from({ length: width }, (_, column) => {
    let [sum, largest] = [0, 0];
    for (const row of rows) {
      const value = features[row * width + column]!;
      sum += value;
      largest = Math.max(largest, Math.abs(value));
    }
    const mean = Math.fround(sum / rows.length);
    let [squares, reach] = [0, 0];
    for (const row of rows) {
      const distance = Math.abs(features[row * width + column]! - mean);
      squares += distance ** 2;
      reach = Math.max(reach, distance);
    }
    return { mean, largest, reach, scale: Math.sqrt(squares / rows.length) };
  });
}
