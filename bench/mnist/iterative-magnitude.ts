import { type CompactNetwork, specOf, type Tensor, widthsOf } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { fineTune } from '../../trainer/index.ts';
import { narrowNetwork } from './narrow-network.ts';
import { recipe } from './recipe.ts';

/**
 * Structured pruning by magnitude: in rounds that shrink every width evenly in the log, the inputs and units with the
 * smallest weights go (L2 norm of outgoing weights for inputs, of incoming weights for units), and the rest is trained.
 * @param widths what to end at, from inputs to outputs
 */
export async function iterativeMagnitude(
  dense: CompactNetwork,
  widths: readonly number[],
  dataset: Dataset,
  options: { readonly teacher: readonly CompactNetwork[]; readonly seed: number },
): Promise<CompactNetwork> {
  const { rounds, epochs, learningRate } = recipe.magnitude;
  const start = widthsOf(specOf(dense));
  let network = dense;
  for (let round = 1; round <= rounds; round++) {
    const target = widths.map((width, level) =>
      Math.round(start[level]! * (width / start[level]!) ** (round / rounds)),
    );
    const inputs = largest(columnNorms(network.layers[0]!.weight), target[0]!);
    const units = network.layers.map(({ weight }, layer) => largest(rowNorms(weight), target[layer + 1]!));
    network = narrowNetwork(network, inputs, units);
    if (round < rounds) network = (await fineTune(network, dataset, { ...options, epochs, learningRate })).network;
  }
  return network;
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
