import { sizeOf } from '../shape.ts';
import type { Attributes, Node } from './node.ts';
import { concat, gemm, mul, pad, reduceSum, reshape, slice, transpose } from './operations.ts';
import { conv } from './window-operations.ts';
import { imageOf, type Pair } from './windows.ts';

/** ConvWeightGradient in operations that every engine has. */

type Correlation = Attributes['ConvWeightGradient'];

/** @param x images, `dy` the adjoints of what a convolution made of them, and `window` how it moved */
export function weightGradientInSteps(x: Node, dy: Node, window: Correlation): Node {
  if (window.groups === 1) return productOfColumns(x, dy, window);
  const isDepthwise = x.shape[1] === window.groups && dy.shape[1] === window.groups;
  return (isDepthwise ? productsOfChannels : swappedConvolution)(x, dy, window);
}

/** As one product of matrices: the larger one first, because onnxruntime repacks the second. */
function productOfColumns(x: Node, dy: Node, window: Correlation): Node {
  const product = gemm(columns(x, imageOf(dy.shape), window), channelByChannel(dy), { transB: true });
  return reshape(transpose(product, [1, 0]), [dy.shape[1]!, x.shape[1]!, ...window.kernel]);
}

/** Element by element of the kernel: a channel's adjoints times what lay under that element, summed up. */
function productsOfChannels(x: Node, dy: Node, window: Correlation): Node {
  const adjoints = channelByChannel(dy);
  const sums = pixelsUnder(x, imageOf(dy.shape), window).map((pixels) => reduceSum(mul(pixels, adjoints), [1]));
  return reshape(concat(sums, 1), [dy.shape[1]!, 1, ...window.kernel]);
}

/** `[N, C, H, W]` as `[C, N H W]` */
function channelByChannel(x: Node): Node {
  const channels = x.shape[1]!;
  return reshape(transpose(x, [1, 0, 2, 3]), [channels, sizeOf(x.shape) / channels]);
}

/** The pixel under every element of the kernel at every place, `[C kh kw, N oh ow]`. */
function columns(x: Node, places: Pair, window: Correlation): Node {
  const parts = pixelsUnder(x, places, window);
  const [channels, length] = parts[0]!.shape as [number, number];
  const stacked = concat(
    parts.map((part) => reshape(part, [channels, 1, length])),
    1,
  );
  return reshape(stacked, [channels * sizeOf(window.kernel), length]);
}

/** One for each element of the kernel: `[C, N oh ow]`. */
function pixelsUnder(x: Node, places: Pair, { kernel, strides, pads, dilations }: Correlation): Node[] {
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
function swappedConvolution(x: Node, dy: Node, window: Correlation): Node {
  const { kernel, strides, dilations, pads, groups } = window;
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
