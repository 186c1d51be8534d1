import type { CompactNetwork } from './compact-network.ts';
import { isWeighted } from './network-spec.ts';
import { rootMeanSquares, scaledReader, withUnitsDivided } from './rescaled-units.ts';

/**
 * The same function by weights of one size: each hidden unit is divided by the root mean square of its weights (so that a
 * layer keeps its geometric mean), and those who read it are multiplied by it, where that changes nothing (`scaledReader`);
 * other units stay as they are. A layer's units can then share one step of codes.
 */
export function evenUnits(network: CompactNetwork): CompactNetwork {
  let { layers } = network;
  layers.forEach((_, index) => {
    const layer = layers[index]!;
    const reader = scaledReader(network, index);
    if (reader === undefined || !isWeighted(layer)) return;
    const sizes = rootMeanSquares(layer.weight);
    const used = sizes.filter((size) => size > 0);
    const mean = Math.exp(used.reduce((sum, size) => sum + Math.log(size), 0) / used.length);
    const factors = sizes.map((size) => (size > 0 ? size / mean : 1));
    layers = withUnitsDivided(layers, index, reader, factors);
  });
  return { ...network, layers };
}

/**
 * For each layer with weights, whether one step for all its units does as well as one each: those that `evenUnits` makes
 * even, and others whose units are of about one size anyway.
 */
export function shareOneStep(network: CompactNetwork): boolean[] {
  return network.layers.flatMap((layer, index) => {
    if (!isWeighted(layer)) return [];
    return scaledReader(network, index) !== undefined || areAlike(rootMeanSquares(layer.weight));
  });
}

/** A unit with weights so much smaller than another's loses a bit at most to a step in common. */
const alikeRatio = 2;

function areAlike(sizes: readonly number[]): boolean {
  const used = sizes.filter((size) => size > 0);
  const [least, most] = [Math.min, Math.max].map((extreme) => used.reduce((a, b) => extreme(a, b), used[0] ?? 1));
  return most! <= alikeRatio * least!;
}
