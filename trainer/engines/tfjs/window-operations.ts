import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { graph } from '../../../core/index.ts';
import type { Tfjs } from './library.ts';

/**
 * Convolutions and pools. TensorFlow.js wants images as [N, H, W, C] and weights as [kh, kw, in, out], pads the same on
 * both sides or not at all, and knows groups only as depthwise convolutions: padding, groups and the rest are spelt out.
 */

type Of<K extends graph.Kind> = graph.NodeOf<K>;
type Pads = graph.Attributes['Conv']['pads'];
type Pair = graph.Attributes['Conv']['strides'];

export function conv(tf: Tfjs, [x, weight, bias]: readonly Tensor[], { attributes }: Of<'Conv'>): Tensor {
  const { strides, groups } = attributes;
  const padded = pad(tf, channelsLast(tf, x!), attributes.pads, 0);
  const { kernel, dilations } = dilated(tf, weight!, attributes.dilations, strides);
  // TensorFlow's own kernels want equal strides where each channel is by itself.
  const isDepthwise = groups > 1 && weight!.shape[1] === 1 && strides[0] === strides[1];
  const result = isDepthwise
    ? tf.depthwiseConv2d(padded, depthwise(tf, kernel, groups), [...strides], 'valid', 'NHWC', [...dilations])
    : inGroups(tf, groups, padded, kernel, (part, filters) =>
        tf.conv2d(part, lastTwoFirst(tf, filters), [...strides], 'valid', 'NHWC', [...dilations]),
      );
  return channelsFirst(tf, bias ? tf.add(result, bias) : result);
}

export function convTranspose(tf: Tfjs, [x, weight]: readonly Tensor[], node: Of<'ConvTranspose'>): Tensor {
  const { strides, groups, dilations, pads } = node.attributes;
  const [images, channels, height, width] = node.shape as [number, number, number, number];
  const [top, left, bottom, right] = pads;
  const kernel = spread(tf, weight!, dilations);
  const full = [images, height + top + bottom, width + left + right, channels / groups] as const;
  const result = inGroups(tf, groups, channelsLast(tf, x!), kernel, (part, filters) =>
    tf.conv2dTranspose(part, lastTwoFirst(tf, filters), [...full], [...strides], 'valid'),
  );
  return channelsFirst(tf, tf.slice(result, [0, top, left, 0], [images, height, width, channels]));
}

export function maxPool(tf: Tfjs, [x]: readonly Tensor[], { attributes }: Of<'MaxPool'>): Tensor {
  const { kernel, strides, pads } = attributes;
  const padded = pad(tf, channelsLast(tf, x!), pads, Number.NEGATIVE_INFINITY);
  return channelsFirst(tf, tf.maxPool(padded, [...kernel], [...strides], 'valid'));
}

export function averagePool(tf: Tfjs, [x]: readonly Tensor[], { attributes }: Of<'AveragePool'>): Tensor {
  const { kernel, strides, pads } = attributes;
  const average = (image: Tensor4D) => tf.avgPool(pad(tf, image, pads, 0), [...kernel], [...strides], 'valid');
  const image = channelsLast(tf, x!);
  if (pads.every((amount) => amount === 0)) return channelsFirst(tf, average(image));
  // Padding was counted as zeros: the mean of ones is the share of each window that it did not fill.
  const [, height, width] = image.shape;
  return channelsFirst(tf, tf.div(average(image), average(tf.ones([1, height, width, 1]))));
}

const channelsLast = (tf: Tfjs, x: Tensor) => tf.transpose(x as Tensor4D, [0, 2, 3, 1]);
const channelsFirst = (tf: Tfjs, x: Tensor) => tf.transpose(x as Tensor4D, [0, 3, 1, 2]);

/** [O, I, kh, kw] as [kh, kw, I, O]. */
const lastTwoFirst = (tf: Tfjs, weight: Tensor) => tf.transpose(weight as Tensor4D, [2, 3, 1, 0]);

function pad(tf: Tfjs, x: Tensor4D, [top, left, bottom, right]: Pads, value: number): Tensor4D {
  return tf.pad(
    x,
    [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
    value,
  );
}

/** [groups * multiplier, 1, kh, kw] as [kh, kw, groups, multiplier]. */
function depthwise(tf: Tfjs, weight: Tensor, groups: number): Tensor4D {
  const [filters, , height, width] = weight.shape as [number, number, number, number];
  return tf.transpose(tf.reshape(weight, [groups, filters / groups, height, width]), [2, 3, 0, 1]);
}

/** Splits channels and filters, and lays the results' channels side by side. */
function inGroups(
  tf: Tfjs,
  groups: number,
  x: Tensor4D,
  weight: Tensor,
  convolve: (x: Tensor4D, weight: Tensor) => Tensor4D,
): Tensor4D {
  if (groups === 1) return convolve(x, weight);
  const filters = tf.split(weight, groups, 0);
  return tf.concat(
    tf.split<Tensor4D>(x, groups, 3).map((part, group) => convolve(part, filters[group]!)),
    3,
  );
}

/** Strides and dilations together are more than TensorFlow.js does: then the kernel carries the dilation. */
function dilated(tf: Tfjs, weight: Tensor, dilations: Pair, strides: Pair): { kernel: Tensor; dilations: Pair } {
  if (strides.every((stride) => stride === 1)) return { kernel: weight, dilations };
  return { kernel: spread(tf, weight, dilations), dilations: [1, 1] };
}

/** A kernel with zeros between its rows and columns. */
function spread(tf: Tfjs, weight: Tensor, dilations: Pair): Tensor {
  return dilations.reduce((kernel, dilation, index) => {
    if (dilation === 1) return kernel;
    const axis = 2 + index;
    const size = kernel.shape[axis]!;
    const split = tf.expandDims(kernel, axis + 1);
    const widths = split.shape.map((_, other): [number, number] => [0, other === axis + 1 ? dilation - 1 : 0]);
    const shape = kernel.shape.with(axis, size * dilation);
    const end = shape.with(axis, (size - 1) * dilation + 1);
    return tf.slice(
      tf.reshape(tf.pad(split, widths), shape),
      shape.map(() => 0),
      end,
    );
  }, weight);
}
