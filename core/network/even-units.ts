import type { Tensor } from '../tensor.ts';
import type { Activation } from './activation.ts';
import type { CompactLayer, CompactNetwork, CompactWeightedLayer } from './compact-network.ts';
import { groupCount } from './network-shapes.ts';
import { isPassing, isWeighted, sourcesOf } from './network-spec.ts';

/**
 * The same function by weights of one size: each hidden unit is divided by the root mean square of its weights (so that a
 * layer keeps its geometric mean), and those who read it are multiplied by it. That changes nothing where what lies between
 * is positively homogeneous, as relu and pooling are (arXiv 1906.04721); other units stay as they are. A layer's units can
 * then share one step of codes.
 */
export function evenUnits(network: CompactNetwork): CompactNetwork {
  const layers = [...network.layers];
  layers.forEach((_, index) => {
    const layer = layers[index]!;
    const at = scaledReader(network, index);
    if (at === undefined || !isWeighted(layer)) return;
    const sizes = rootMeanSquares(layer.weight);
    const used = sizes.filter((size) => size > 0);
    const mean = Math.exp(used.reduce((sum, size) => sum + Math.log(size), 0) / used.length);
    const factors = sizes.map((size) => (size > 0 ? size / mean : 1));
    layers[index] = divided(layer, factors);
    layers[at] = withInputsTimes(layers[at] as CompactWeightedLayer, factors);
  });
  return { ...network, layers };
}

/**
 * The same function by weights that can be trained: where layers after one another have weights of quite another size than at
 * the start of a training (He's), as in files whose layers share the scale of their codes, all of them get a size that is as
 * far from it as they are together.
 */
export function withUsualSizes(network: CompactNetwork): CompactNetwork {
  const layers = [...network.layers];
  const followers = new Set(layers.map((_, index) => scaledReader(network, index)));
  layers.forEach((first, start) => {
    if (!isWeighted(first) || followers.has(start)) return;
    const chain = [start];
    for (let next = scaledReader(network, start); next !== undefined; next = scaledReader(network, next))
      chain.push(next);
    const octaves = chain.map((index) => Math.log2(unusualSize(layers[index] as CompactWeightedLayer)));
    if (!octaves.some((octave) => Math.abs(octave) > mostUnusualOctaves) || !octaves.every(Number.isFinite)) return;
    const together = 2 ** (octaves.reduce((sum, octave) => sum + octave, 0) / chain.length);
    chain.slice(0, -1).forEach((index, at) => {
      const layer = layers[index] as CompactWeightedLayer;
      const reader = chain[at + 1]!;
      const factors = new Array<number>(layer.units).fill(unusualSize(layer) / together);
      layers[index] = divided(layer, factors);
      layers[reader] = withInputsTimes(layers[reader] as CompactWeightedLayer, factors);
    });
  });
  return { ...network, layers };
}

/** The root mean square of a layer's weights beside what He's initialisation has. */
function unusualSize({ weight, units }: CompactWeightedLayer): number {
  const fanIn = weight.data.length / units;
  const squares = rootMeanSquares(weight).reduce((sum, size) => sum + size * size, 0);
  return Math.sqrt(squares / units / (2 / fanIn));
}

/** What a training changes weights by at most, about, in powers of two. */
const mostUnusualOctaves = 3;

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

/**
 * The layer with weights that reads what this one makes, where nobody else does and a factor on the one side can be undone
 * on the other.
 */
function scaledReader(network: Pick<CompactNetwork, 'layers'>, index: number): number | undefined {
  const layer = network.layers[index]!;
  if (isWeighted(layer) ? !isHomogeneous(layer.activation) : !isPassing(layer)) return undefined;
  const readers = [...network.layers.keys()].filter((other) => sourcesOf(network, other).includes(index));
  if (readers.length !== 1) return undefined;
  const [reader] = readers as [number];
  return isWeighted(network.layers[reader]!) ? reader : scaledReader(network, reader);
}

function isHomogeneous(activation: Activation): boolean {
  if (typeof activation === 'string') return ['relu', 'leaky', 'identity'].includes(activation);
  return activation.name === 'leaky';
}

function rootMeanSquares({ shape, data }: Tensor): number[] {
  const units = shape[0]!;
  const fanIn = data.length / units;
  return Array.from({ length: units }, (_, unit) => {
    const row = data.subarray(unit * fanIn, (unit + 1) * fanIn);
    const size = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / fanIn);
    // One too small to divide by counts as a unit of nothing but zeros.
    return size >= 2 ** -100 ? size : 0;
  });
}

function divided(layer: CompactWeightedLayer, factors: readonly number[]): CompactWeightedLayer {
  const fanIn = layer.weight.data.length / layer.units;
  return reweighted(
    layer,
    layer.weight.data.map((value, at) => value / factors[Math.floor(at / fanIn)]!),
    layer.bias.data.map((value, unit) => value / factors[unit]!),
  );
}

function withInputsTimes(layer: CompactWeightedLayer, factors: readonly number[]): CompactWeightedLayer {
  const { data } = layer.weight;
  const fanIn = data.length / layer.units;
  const groups = layer.kind === 'dense' ? 1 : groupCount(layer);
  const channels = factors.length / groups;
  const unitsEach = layer.units / groups;
  // Values of one channel lie side by side, in a filter as in what a dense layer reads of an image.
  const each = fanIn / channels;
  const factorAt = (at: number) => {
    const group = Math.floor(Math.floor(at / fanIn) / unitsEach);
    return factors[group * channels + Math.floor((at % fanIn) / each)]!;
  };
  return reweighted(
    layer,
    data.map((value, at) => value * factorAt(at)),
    layer.bias.data,
  );
}

/** Other weights lie on no grid. */
function reweighted(
  { grid: _, ...layer }: CompactWeightedLayer,
  weight: Float32Array,
  bias: Float32Array,
): CompactWeightedLayer {
  return {
    ...layer,
    weight: { shape: layer.weight.shape, data: weight },
    bias: { shape: layer.bias.shape, data: bias },
  } as CompactLayer & CompactWeightedLayer;
}
