import type { Tensor } from '../tensor.ts';
import type { Activation } from './activation.ts';
import type { CompactLayer, CompactNetwork, CompactWeightedLayer } from './compact-network.ts';
import { groupCount } from './network-shapes.ts';
import { isPassing, isWeighted, sourcesOf } from './network-spec.ts';

/**
 * The layer with weights that reads what the one at `index` makes, where nobody else does and a factor on the one side can be
 * undone on the other: what lies between is positively homogeneous, as relu and pooling are (arXiv 1906.04721).
 */
export function scaledReader(network: Pick<CompactNetwork, 'layers'>, index: number): number | undefined {
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

/** The same function with the units of a layer divided by `factors`, and what its `scaledReader` reads of them multiplied. */
export function withUnitsDivided(
  layers: readonly CompactLayer[],
  index: number,
  reader: number,
  factors: readonly number[],
): CompactLayer[] {
  return layers
    .with(index, divided(layers[index] as CompactWeightedLayer, factors))
    .with(reader, withInputsTimes(layers[reader] as CompactWeightedLayer, factors));
}

/** Of the weights of each unit. */
export function rootMeanSquares({ shape, data }: Tensor): number[] {
  const units = shape[0]!;
  const fanIn = data.length / units;
  return Array.from({ length: units }, (_, unit) => {
    const row = data.subarray(unit * fanIn, (unit + 1) * fanIn);
    const size = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / fanIn);
    // One too small to divide by counts as a unit of nothing but zeros.
    return size >= 2 ** -100 ? size : 0;
  });
}

function divided(layer: CompactWeightedLayer, factors: readonly number[]): CompactLayer {
  const fanIn = layer.weight.data.length / layer.units;
  return reweighted(
    layer,
    layer.weight.data.map((value, at) => value / factors[Math.floor(at / fanIn)]!),
    layer.bias.data.map((value, unit) => value / factors[unit]!),
  );
}

function withInputsTimes(layer: CompactWeightedLayer, factors: readonly number[]): CompactLayer {
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
): CompactLayer {
  return {
    ...layer,
    weight: { shape: layer.weight.shape, data: weight },
    bias: { shape: layer.bias.shape, data: bias },
  };
}
