import { type NetworkSpec, type Shape, sizeOf, type Tensor, widthsOf } from '../core/index.ts';
import type { ParameterSpec } from './families/family.ts';

/**
 * What of a network still takes part in training, as ascending indices into the full network: level 0 are the inputs,
 * level l + 1 the units of layer l.
 */
export type Kept = readonly (readonly number[])[];

export function everything(network: NetworkSpec): Kept {
  return widthsOf(network).map((width) => Array.from({ length: width }, (_, index) => index));
}

export function narrowNetwork(network: NetworkSpec, kept: Kept): NetworkSpec {
  return {
    inputs: kept[0]!.length,
    layers: network.layers.map((layer, index) => ({ ...layer, units: kept[index + 1]!.length })),
  };
}

/** The part of a full-size tensor that belongs to what is kept. */
export function select(full: Tensor, levels: ParameterSpec['levels'], kept: Kept): Tensor {
  const shape = keptShape(full.shape, levels, kept);
  if (sizeOf(shape) === sizeOf(full.shape)) return full;
  const data = new Float32Array(sizeOf(shape));
  eachKept(full.shape, levels, kept, (position, index) => {
    data[index] = full.data[position]!;
  });
  return { shape, data };
}

/** `full` with the values of `part` where they belong; the rest stays as it was. */
export function scatter(full: Tensor, part: Tensor, levels: ParameterSpec['levels'], kept: Kept): Tensor {
  if (sizeOf(part.shape) === sizeOf(full.shape)) return part;
  const data = full.data.slice();
  eachKept(full.shape, levels, kept, (position, index) => {
    data[position] = part.data[index]!;
  });
  return { shape: full.shape, data };
}

function keptShape(shape: Shape, levels: ParameterSpec['levels'], kept: Kept): Shape {
  return shape.map((size, axis) => (levels[axis] === undefined ? size : kept[levels[axis]]!.length));
}

/** Visits the kept entries of a vector or matrix: their position in the full tensor, and their number among the kept. */
function eachKept(
  shape: Shape,
  levels: ParameterSpec['levels'],
  kept: Kept,
  visit: (position: number, index: number) => void,
): void {
  const along = (axis: number) =>
    levels[axis] === undefined ? Array.from({ length: shape[axis] ?? 1 }, (_, index) => index) : kept[levels[axis]]!;
  const columns = shape[1] ?? 1;
  const keptColumns = along(1);
  let index = 0;
  for (const row of along(0)) {
    for (const column of keptColumns) visit(row * columns + column, index++);
  }
}
