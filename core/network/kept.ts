import { type Shape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { ofUnits } from './activation.ts';
import { type Kept, keptAlong, type LevelAxis, type ValueAxis } from './level-axis.ts';
import { structureOf, widthsOf } from './network-levels.ts';
import { type ChannelMaxLayer, isWeighted, type Layer, type NetworkSpec, sourceOf } from './network-spec.ts';

export function everything(network: NetworkSpec): Kept {
  return widthsOf(network).map((width) => Array.from({ length: width }, (_, index) => index));
}

/** The network with only the members of each level that are kept, in the order in which they are listed. */
export function narrowNetwork(network: NetworkSpec, kept: Kept): NetworkSpec {
  return {
    ...network,
    ...(network.image ? {} : { inputs: kept[0]!.length }),
    layers: network.layers.map((_, index) => narrowLayer(network, index, kept)),
  };
}

function narrowLayer(network: NetworkSpec, index: number, kept: Kept): Layer {
  const { outputs } = structureOf(network);
  const layer = network.layers[index]!;
  if (layer.kind === 'channel-max') return { ...layer, ...leastOf(network, index, kept) };
  if (!('activation' in layer)) return layer;
  const units = keptAlong(outputs[index]!, kept);
  const activation = ofUnits(layer.activation, units);
  if (isWeighted(layer)) return { ...layer, units: units.length, activation };
  if (layer.kind !== 'slice') return { ...layer, activation };
  const staying = keptAlong(axisRead(network, index), kept);
  const before = (end: number) => staying.filter((channel) => channel < end).length;
  return { ...layer, start: before(layer.start), end: before(layer.end), activation };
}

/** The largest of what the channels that leave put out, and of what left before them. */
function leastOf(network: NetworkSpec, index: number, kept: Kept): Pick<ChannelMaxLayer, 'least'> {
  const layer = network.layers[index] as ChannelMaxLayer;
  const removed = axisRead(network, index).filter(({ level, size }) => kept[level]!.length < size);
  const left = [...(layer.least === undefined ? [] : [layer.least]), ...removed.map(({ idle }) => idle)];
  return left.length === 0 ? {} : { least: Math.max(...left) };
}

/** What the channels stand for of what a layer reads first. */
function axisRead(network: NetworkSpec, index: number): ValueAxis {
  const { features, outputs } = structureOf(network);
  const source = sourceOf(network, index);
  return source === -1 ? features : outputs[source]!;
}

/** The part of a full-size tensor that belongs to what is kept, in the order in which it is listed. */
export function select(full: Tensor, axes: readonly LevelAxis[], kept: Kept): Tensor {
  const positions = keptPositions(full.shape, axes, kept);
  const shape = positions.map((along) => along.length);
  const isWhole = positions.every((along, axis) => along.length === full.shape[axis] && isAscending(along));
  if (isWhole) return full;
  const data = new Float32Array(sizeOf(shape));
  let index = 0;
  eachPosition(full.shape, positions, (position) => {
    data[index++] = full.data[position]!;
  });
  return { shape, data };
}

/** `full` with the values of `part` where they belong; the rest stays as it was. */
export function scatter(full: Tensor, part: Tensor, axes: readonly LevelAxis[], kept: Kept): Tensor {
  if (sizeOf(part.shape) === sizeOf(full.shape)) return part;
  const data = full.data.slice();
  let index = 0;
  eachPosition(full.shape, keptPositions(full.shape, axes, kept), (position) => {
    data[position] = part.data[index++]!;
  });
  return { shape: full.shape, data };
}

function isAscending(indices: readonly number[]): boolean {
  return indices.every((index, at) => at === 0 || index > indices[at - 1]!);
}

/** For every axis the indices that stay. */
function keptPositions(shape: Shape, axes: readonly LevelAxis[], kept: Kept): number[][] {
  return shape.map((size, axis) => {
    const along = axes[axis];
    return along ? keptAlong(along, kept) : Array.from({ length: size }, (_, index) => index);
  });
}

/** Visits flat positions in a tensor, in order. */
function eachPosition(shape: Shape, positions: readonly number[][], visit: (position: number) => void): void {
  const last = shape.length - 1;
  const walk = (axis: number, start: number) => {
    for (const index of positions[axis]!) {
      const position = start * shape[axis]! + index;
      if (axis === last) visit(position);
      else walk(axis + 1, position);
    }
  };
  walk(0, 0);
}
