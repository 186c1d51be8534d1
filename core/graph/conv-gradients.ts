import { sizeOf } from '../shape.ts';
import type { Node, NodeOf } from './node.ts';
import { constant, gather, reduceSum, reshape, transpose } from './operations.ts';
import { conv, convTranspose, convWeightGradient } from './window-operations.ts';
import { imageOf, type Pads, unreached, type Window, windowOf } from './windows.ts';

/** For `index` 0 the image's, 1 the weight's, 2 the bias's. */
export function convGradient(node: NodeOf<'Conv'>, dy: Node, index: number): Node {
  const [x, weight] = node.inputs as [Node, Node];
  if (index === 2) return reshape(reduceSum(dy, [0, 2, 3]), [weight.shape[0]!]);
  if (index === 1) return convWeightGradient(x, dy, imageOf(weight.shape), node.attributes);
  return imageGradient(x, weight, dy, node.attributes);
}

export function convTransposeGradient(node: NodeOf<'ConvTranspose'>, dy: Node, index: number): Node {
  const [x, weight] = node.inputs as [Node, Node];
  if (index === 1) return convWeightGradient(dy, x, imageOf(weight.shape), node.attributes);
  return conv(dy, weight, node.attributes);
}

/** Linear in the image and in the adjoint: what flows to it stands where the weight stood. */
export function convWeightGradientGradient(node: NodeOf<'ConvWeightGradient'>, dw: Node, index: number): Node {
  const [x, dy] = node.inputs as [Node, Node];
  return index === 0 ? imageGradient(x, dw, dy, node.attributes) : conv(x, dw, node.attributes);
}

interface Correlation extends Pick<Window, 'strides' | 'pads' | 'dilations'> {
  readonly groups: number;
}

function imageGradient(x: Node, weight: Node, dy: Node, correlation: Correlation): Node {
  const window = windowOf(imageOf(weight.shape), correlation);
  const image = imageOf(x.shape);
  const back = padsBack(window);
  const isUnstrided = window.strides.every((stride) => stride === 1);
  if (isUnstrided && sizeOf(image) <= sizeOf(imageOf(dy.shape)) && back.every((amount) => amount >= 0)) {
    const { dilations, groups } = correlation;
    return conv(dy, turned(weight, groups), { pads: back, dilations, groups });
  }
  return convTranspose(dy, weight, { ...correlation, outputPadding: unreached(image, window) });
}

/** The padding with which the kernel, turned around, moves from the places back to the pixels. */
function padsBack({ kernel, pads, dilations }: Window): Pads {
  const left = (side: 0 | 1 | 2 | 3) => dilations[side % 2]! * (kernel[side % 2]! - 1) - pads[side];
  return [left(0), left(1), left(2), left(3)];
}

/**
 * The kernel turned by half a circle, reading what it wrote. Where the image keeps its size, a convolution with it
 * multiplies no more than ConvTranspose, and onnxruntime runs it several times faster on large images.
 */
function turned(weight: Node, groups: number): Node {
  const [filters, depth, ...kernel] = weight.shape as [number, number, number, number];
  const split = reshape(weight, [groups, filters / groups, depth, ...kernel]);
  const swapped = reshape(transpose(split, [0, 2, 1, 3, 4]), [groups * depth, filters / groups, ...kernel]);
  return backwards(backwards(swapped, 2), 3);
}

function backwards(x: Node, axis: number): Node {
  const size = x.shape[axis]!;
  const positions = Array.from({ length: size }, (_, index) => size - 1 - index);
  return gather(x, constant(positions, [size], 'int64'), axis);
}
