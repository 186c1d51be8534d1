import { sizeOf } from '../shape.ts';
import type { Node, NodeOf } from './node.ts';
import { concat, constant, gather, gemm, mul, pad, reduceSum, reshape, slice, transpose } from './operations.ts';
import { conv, convTranspose } from './window-operations.ts';
import { imageOf, type Pads, type Pair, unreached, type Window, windowOf } from './windows.ts';

/** For `index` 0 the image's, 1 the weight's, 2 the bias's. */
export function convGradient(node: NodeOf<'Conv'>, dy: Node, index: number): Node {
  const [x, weight] = node.inputs as [Node, Node];
  if (index === 2) return reshape(reduceSum(dy, [0, 2, 3]), [weight.shape[0]!]);
  if (index === 1) return weightGradient(x, dy, imageOf(weight.shape), node.attributes);
  return imageGradient(x, weight, dy, node.attributes);
}

export function convTransposeGradient(node: NodeOf<'ConvTranspose'>, dy: Node, index: number): Node {
  const [x, weight] = node.inputs as [Node, Node];
  if (index === 1) return weightGradient(dy, x, imageOf(weight.shape), node.attributes);
  return conv(dy, weight, node.attributes);
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

/** What each element of the kernel gathers: the image correlated with the adjoint, summed over all examples. */
function weightGradient(x: Node, dy: Node, kernel: Pair, window: Correlation): Node {
  if (window.groups === 1) return productOfColumns(x, dy, kernel, window);
  const isDepthwise = x.shape[1] === window.groups && dy.shape[1] === window.groups;
  return (isDepthwise ? productsOfChannels : swappedConvolution)(x, dy, kernel, window);
}

/** As one product of matrices: of all ways, onnxruntime runs this one fastest. */
function productOfColumns(x: Node, dy: Node, kernel: Pair, window: Correlation): Node {
  const places = imageOf(dy.shape);
  const adjoints = channelByChannel(dy);
  const product = gemm(adjoints, columns(x, kernel, places, window), { transB: true });
  return reshape(product, [dy.shape[1]!, x.shape[1]!, ...kernel]);
}

/** Element by element of the kernel: a channel's adjoints times what lay under that element, summed up. */
function productsOfChannels(x: Node, dy: Node, kernel: Pair, window: Correlation): Node {
  const adjoints = channelByChannel(dy);
  const sums = pixelsUnder(x, kernel, imageOf(dy.shape), window).map((pixels) => reduceSum(mul(pixels, adjoints), [1]));
  return reshape(concat(sums, 1), [dy.shape[1]!, 1, ...kernel]);
}

/** `[N, C, H, W]` as `[C, N H W]` */
function channelByChannel(x: Node): Node {
  const channels = x.shape[1]!;
  return reshape(transpose(x, [1, 0, 2, 3]), [channels, sizeOf(x.shape) / channels]);
}

/** The pixel under every element of the kernel at every place, `[C kh kw, N oh ow]`. */
function columns(x: Node, kernel: Pair, places: Pair, window: Correlation): Node {
  const parts = pixelsUnder(x, kernel, places, window);
  const [channels, length] = parts[0]!.shape as [number, number];
  const stacked = concat(
    parts.map((part) => reshape(part, [channels, 1, length])),
    1,
  );
  return reshape(stacked, [channels * sizeOf(kernel), length]);
}

/** One for each element of the kernel: `[C, N oh ow]`. */
function pixelsUnder(x: Node, kernel: Pair, places: Pair, { strides, pads, dilations }: Correlation): Node[] {
  const [images, channels] = x.shape as [number, number];
  const padded = pad(pad(transpose(x, [1, 0, 2, 3]), 2, pads[0], pads[2]), 3, pads[1], pads[3]);
  const under = (image: Node, axis: 0 | 1, element: number) => {
    const start = element * dilations[axis];
    return slice(image, axis + 2, start, start + strides[axis] * (places[axis] - 1) + 1, strides[axis]);
  };
  // Rows last: whole rows are one block in memory.
  const sides = Array.from({ length: kernel[1] }, (_, column) => under(padded, 1, column));
  const parts = Array.from({ length: kernel[0] }, (_, row) => sides.map((side) => under(side, 0, row))).flat();
  return parts.map((part) => reshape(part, [channels, images * sizeOf(places)]));
}

/**
 * As a convolution with examples as channels and channels as examples, where strides and dilations change places:
 * it takes any number of groups at once.
 */
function swappedConvolution(x: Node, dy: Node, kernel: Pair, window: Correlation): Node {
  const { strides, dilations, pads, groups } = window;
  const swapped = transpose(dy, [1, 0, 2, 3]);
  const gathered = conv(channelsFirst(x, groups), swapped, { strides: dilations, dilations: strides, pads, groups });
  // Where the stride does not divide, the rows that no window reached lie under elements that the kernel lacks.
  const cut = slice(slice(gathered, 2, 0, kernel[0]), 3, 0, kernel[1]);
  return transpose(cut, [1, 0, 2, 3]);
}

/** `[N, C, H, W]` as `[C / groups, groups N, H, W]`: examples become channels, of which each group reads its own. */
function channelsFirst(x: Node, groups: number): Node {
  const [images, channels, ...image] = x.shape as [number, number, number, number];
  const split = reshape(x, [images, groups, channels / groups, ...image]);
  return reshape(transpose(split, [2, 1, 0, 3, 4]), [channels / groups, groups * images, ...image]);
}
