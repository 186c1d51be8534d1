import type { Numbers } from '../../../onnx/fold/numbers.ts';
import { reducedAxes, reducedShape } from '../../../onnx/fold/result-shapes.ts';
import { broadcastStrides, eachOffset } from '../../../onnx/fold/strides.ts';
import type { OnnxNode } from '../../../onnx/index.ts';
import type { Operator } from './operator.ts';

/** Means and maxima over axes, and over all places of images. */
export const reductions: readonly (readonly [string, Operator])[] = [
  ['ReduceMean', (node, [x, axes]) => reduced(node, x!, reducedAxes(node, x!.shape.length, axes)!, mean)],
  ['ReduceMax', (node, [x, axes]) => reduced(node, x!, reducedAxes(node, x!.shape.length, axes)!, largest)],
  ['GlobalAveragePool', (node, [x]) => reduced(node, x!, placesOf(x!), mean)],
  ['GlobalMaxPool', (node, [x]) => reduced(node, x!, placesOf(x!), largest)],
];

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const largest = (values: readonly number[]) => Math.max(...values);

function placesOf({ shape }: Numbers): ReadonlySet<number> {
  return new Set([...shape.keys()].slice(2));
}

function reduced(
  node: OnnxNode,
  { elementType, shape, values }: Numbers,
  axes: ReadonlySet<number>,
  combine: (values: readonly number[]) => number,
): Numbers {
  const kept = shape.map((size, axis) => (axes.has(axis) ? 1 : size));
  const parts = Array.from({ length: kept.reduce((product, size) => product * size, 1) }, (): number[] => []);
  let at = 0;
  eachOffset(shape, broadcastStrides(kept, shape), (offset) => {
    parts[offset]!.push(values[at++]!);
  });
  return { elementType, shape: reducedShape(node, shape, axes), values: Float64Array.from(parts, combine) };
}
