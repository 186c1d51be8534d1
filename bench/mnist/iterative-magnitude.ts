import { type CompactNetwork, compactWeights, specOf, type Tensor, widthsOf } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { type Examples, examplesOf, fineTune } from '../../trainer/index.ts';
import { narrowNetwork } from './narrow-network.ts';

export interface MagnitudeOptions {
  readonly rounds: number;
  /** Of the training in each round. */
  readonly epochs: number;
  readonly learningRate: number;
  readonly teacher: readonly CompactNetwork[];
  readonly seed: number;
}

/**
 * Structured pruning by magnitude: in rounds that shrink every width evenly in the log, the inputs and units that matter
 * least by their weights go, and the rest is trained. An input's score is the norm of its outgoing weights times its
 * standard deviation (pixels that are always blank keep their initial weights), a unit's the product of the norms of its
 * incoming and outgoing weights.
 * @param widths what to end at, from inputs to outputs
 */
export async function iterativeMagnitude(
  dense: CompactNetwork,
  widths: readonly number[],
  dataset: Dataset,
  { rounds, ...training }: MagnitudeOptions,
): Promise<CompactNetwork> {
  const deviations = standardDeviations(examplesOf(dataset, dataset.split.train));
  const start = widthsOf(specOf(dense));
  let network = dense;
  for (let round = 1; round <= rounds; round++) {
    const target = widths.map((width, level) =>
      Math.round(start[level]! * (width / start[level]!) ** (round / rounds)),
    );
    const layers = compactWeights(network);
    const [first] = layers;
    const inputScores = columnNorms(first!.weight).map((norm, index) => norm * deviations[network.keptInputs[index]!]!);
    const inputs = largest(inputScores, target[0]!);
    const units = layers.map(({ weight }, layer) => {
      const next = layers[layer + 1];
      const outgoing = next ? columnNorms(next.weight) : undefined;
      const scores = rowNorms(weight).map((incoming, unit) => incoming * (outgoing?.[unit] ?? 1));
      return largest(scores, target[layer + 1]!);
    });
    network = narrowNetwork(network, inputs, units);
    if (round < rounds) network = (await fineTune(network, dataset, training)).network;
  }
  return network;
}

function standardDeviations(examples: Examples): Float64Array {
  const sums = new Float64Array(examples.width);
  const squares = new Float64Array(examples.width);
  const row = new Float32Array(examples.width);
  for (let index = 0; index < examples.count; index++) {
    examples.features(Uint32Array.of(index), row);
    row.forEach((value, feature) => {
      sums[feature]! += value;
      squares[feature]! += value * value;
    });
  }
  return squares.map((square, feature) => Math.sqrt(square / examples.count - (sums[feature]! / examples.count) ** 2));
}

function rowNorms({ shape, data }: Tensor): number[] {
  const [rows, columns] = shape as [number, number];
  return Array.from({ length: rows }, (_, row) => norm(data.subarray(row * columns, (row + 1) * columns)));
}

function columnNorms({ shape, data }: Tensor): number[] {
  const [rows, columns] = shape as [number, number];
  return Array.from({ length: columns }, (_, column) =>
    norm(Float32Array.from({ length: rows }, (_, row) => data[row * columns + column]!)),
  );
}

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

/** Indices of the `count` largest, ascending. */
function largest(values: readonly number[], count: number): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[b]! - values[a]!);
  return order.slice(0, count).sort((a, b) => a - b);
}
