import { sizeOf } from '../tensor.ts';
import type { Node, NodeOf } from './node.ts';
import { cast, constant, div, equal, fill, mul, reduceSum, reshape, slice, transpose } from './operations.ts';
import { conv, convTranspose } from './window-operations.ts';
import { imageOf, type Pair, unreached, type Window, windowOf } from './windows.ts';

/** Derivatives of convolutions and pools, made of convolutions themselves: onnxruntime runs those on all threads. */

/** For `index` 0 the image's, 1 the weight's, 2 the bias's. */
export function convGradient(node: NodeOf<'Conv'>, dy: Node, index: number): Node {
  const [x, weight] = node.inputs as [Node, Node];
  if (index === 2) return reshape(reduceSum(dy, [0, 2, 3]), [weight.shape[0]!]);
  if (index === 1) return weightGradient(x, dy, imageOf(weight.shape), node.attributes);
  const outputPadding = unreached(imageOf(x.shape), windowOf(imageOf(weight.shape), node.attributes));
  return convTranspose(dy, weight, { ...node.attributes, outputPadding });
}

export function convTransposeGradient(node: NodeOf<'ConvTranspose'>, dy: Node, index: number): Node {
  const [x, weight] = node.inputs as [Node, Node];
  if (index === 1) return weightGradient(dy, x, imageOf(weight.shape), node.attributes);
  return conv(dy, weight, node.attributes);
}

interface Correlation extends Pick<Window, 'strides' | 'pads' | 'dilations'> {
  readonly groups: number;
}

/**
 * What each element of the kernel gathers: the image correlated with the adjoint over all examples, which is a
 * convolution with examples as channels and channels as examples, where strides and dilations change places.
 */
function weightGradient(x: Node, dy: Node, kernel: Pair, { strides, pads, dilations, groups }: Correlation): Node {
  const swapped = transpose(dy, [1, 0, 2, 3]);
  const gathered = conv(channelsFirst(x, groups), swapped, { strides: dilations, dilations: strides, pads, groups });
  // Where the stride does not divide, the rows that no window reached lie under elements that the kernel lacks.
  const cut = slice(slice(gathered, 2, 0, kernel[0]), 3, 0, kernel[1]);
  return transpose(cut, [1, 0, 2, 3]);
}

/** `[N, C, H, W]` as `[C / groups, groups N, H, W]`: examples become channels, of which each group reads its own. */
function channelsFirst(x: Node, groups: number): Node {
  const [images, channels, ...image] = x.shape as [number, number, number, number];
  if (groups === 1) return transpose(x, [1, 0, 2, 3]);
  const split = reshape(x, [images, groups, channels / groups, ...image]);
  return reshape(transpose(split, [2, 1, 0, 3, 4]), [channels / groups, groups * images, ...image]);
}

/** Each window's derivative goes to what attained the maximum, in equal shares at a tie. */
export function maxPoolGradient(node: NodeOf<'MaxPool'>, dy: Node): Node {
  const x = node.inputs[0]!;
  const { kernel, strides, pads } = node.attributes;
  const planes = x.shape[0]! * x.shape[1]!;
  const image = imageOf(x.shape);
  const places = imageOf(node.shape);
  const size = sizeOf(kernel);
  // One filter for each element of the kernel: it copies the pixel under that element.
  const copies = constant(
    Array.from({ length: size * size }, (_, index) => Number(index % (size + 1) === 0)),
    [size, 1, ...kernel],
  );
  const under = (pixels: Node) => conv(pixels, copies, { strides, pads });
  const top = reshape(node as Node, [planes, 1, ...places]);
  const attained = cast(equal(under(reshape(x, [planes, 1, ...image])), top), 'float');
  // A pixel of padding is a zero here, which may well equal a maximum.
  const winners = pads.some((amount) => amount > 0) ? mul(attained, under(fill([1, 1, ...image], 1))) : attained;
  const shares = mul(winners, div(reshape(dy, top.shape), reduceSum(winners, [1])));
  const outputPadding = unreached(image, windowOf(kernel, node.attributes));
  return reshape(convTranspose(shares, copies, { strides, pads, outputPadding }), x.shape);
}

/** Each window's derivative goes in equal shares to what lay under it. */
export function averagePoolGradient(node: NodeOf<'AveragePool'>, dy: Node): Node {
  const x = node.inputs[0]!;
  const { kernel, strides, pads } = node.attributes;
  const image = imageOf(x.shape);
  const places = imageOf(node.shape);
  const ones = fill([1, 1, ...kernel], 1);
  const counts = conv(fill([1, 1, ...image], 1), ones, { strides, pads });
  const planes = x.shape[0]! * x.shape[1]!;
  const shares = reshape(div(dy, counts), [planes, 1, ...places]);
  const outputPadding = unreached(image, windowOf(kernel, node.attributes));
  return reshape(convTranspose(shares, ones, { strides, pads, outputPadding }), x.shape);
}
