import { makeNode, type Node } from './node.ts';
import { mismatch, sameShape } from './shapes.ts';
import { imageOf, type Pads, type Pair, placesOf, windowOf } from './windows.ts';

/** Convolution and pooling of images `[N, C, H, W]`; pads are `[top, left, bottom, right]`. */

export interface ConvOptions {
  /** One number an output channel, `[O]`. */
  readonly bias?: Node;
  /** Default `[1, 1]`. */
  readonly strides?: Pair;
  /** Zeros around the image; default none. */
  readonly pads?: Pads;
  /** Distance between the rows, and the columns, of the kernel; default `[1, 1]`. */
  readonly dilations?: Pair;
  /** Channels are split into so many parts that do not see each other; default 1. */
  readonly groups?: number;
}

/**
 * ONNX's Conv: a cross-correlation of `x` `[N, C, H, W]` with `weight` `[O, C / groups, kh, kw]`.
 * @throws SHAPE_MISMATCH where the shapes do not fit or no window fits into the image.
 */
export function conv(x: Node, weight: Node, options: ConvOptions = {}): Node {
  const { bias, groups = 1 } = options;
  checkImages('Conv', [x, weight]);
  const [rows, channels] = x.shape as [number, number];
  const [filters, depth] = weight.shape as [number, number];
  if (channels !== depth * groups || filters % groups !== 0) {
    throw mismatch('Conv', [x.shape, weight.shape], `do not agree on the channels of ${groups} group(s)`);
  }
  if (bias && !sameShape(bias.shape, [filters])) {
    throw mismatch('Conv', [bias.shape, weight.shape], 'do not give one bias to every filter');
  }
  const { kernel, ...window } = windowOf(imageOf(weight.shape), options);
  const places = placesOf('Conv', imageOf(x.shape), { kernel, ...window });
  return makeNode('Conv', bias ? [x, weight, bias] : [x, weight], { ...window, groups }, [rows, filters, ...places]);
}

export interface ConvTransposeOptions extends Omit<ConvOptions, 'bias'> {
  /** Rows and columns of zeros at the end of the result, fewer than the strides; default none. */
  readonly outputPadding?: Pair;
}

/**
 * ONNX's ConvTranspose, the adjoint of `conv` with the same weight and options: `x` `[N, O, h, w]` with `weight`
 * `[O, C / groups, kh, kw]` gives `[N, C, H, W]`, from which `conv` makes the shape of `x`.
 * @throws SHAPE_MISMATCH where the shapes do not fit or padding leaves nothing.
 */
export function convTranspose(x: Node, weight: Node, options: ConvTransposeOptions = {}): Node {
  const { groups = 1, outputPadding = [0, 0] } = options;
  checkImages('ConvTranspose', [x, weight]);
  const [rows, filters] = x.shape as [number, number];
  if (filters !== weight.shape[0] || !(filters % groups === 0)) {
    throw mismatch('ConvTranspose', [x.shape, weight.shape], `do not agree on the channels of ${groups} group(s)`);
  }
  const window = windowOf(imageOf(weight.shape), options);
  const { kernel, strides, pads, dilations } = window;
  const places = imageOf(x.shape);
  const along = (axis: 0 | 1) =>
    strides[axis] * (places[axis] - 1) +
    dilations[axis] * (kernel[axis] - 1) +
    1 +
    outputPadding[axis] -
    pads[axis] -
    pads[axis + 2]!;
  const image: Pair = [along(0), along(1)];
  // The image a convolution would have come from: else this is nobody's adjoint.
  if (!sameShape(placesOf('ConvTranspose', image, window), places)) {
    throw mismatch('ConvTranspose', [x.shape, outputPadding], 'do not fit: output padding must stay below the strides');
  }
  const attributes = { strides, pads, dilations, groups, outputPadding };
  return makeNode('ConvTranspose', [x, weight], attributes, [rows, weight.shape[1]! * groups, ...image]);
}

/**
 * The derivative of `conv` with respect to its weight: `x` `[N, C, H, W]` and what flows to the output, `dy`
 * `[N, O, h, w]`, give `[O, C / groups, kh, kw]`.
 * @param options those of the `conv`, from which `x` and a kernel of that size make the shape of `dy`
 * @throws SHAPE_MISMATCH where they do not.
 */
export function convWeightGradient(x: Node, dy: Node, kernel: Pair, options: Omit<ConvOptions, 'bias'> = {}): Node {
  const { groups = 1 } = options;
  checkImages('ConvWeightGradient', [x, dy]);
  const window = windowOf(kernel, options);
  const [images, channels] = x.shape as [number, number];
  const [adjoints, filters] = dy.shape as [number, number];
  const places = placesOf('ConvWeightGradient', imageOf(x.shape), window);
  if (images !== adjoints || !sameShape(places, imageOf(dy.shape)) || channels % groups || filters % groups) {
    throw mismatch('ConvWeightGradient', [x.shape, dy.shape], `do not belong to a kernel of ${kernel.join(' x ')}`);
  }
  return makeNode('ConvWeightGradient', [x, dy], { ...window, groups }, [filters, channels / groups, ...kernel]);
}

export interface PoolOptions {
  /** Default: the kernel, so that windows neither overlap nor leave gaps. */
  readonly strides?: Pair;
  /** Smaller than the kernel, so that no window sees only padding; default none. */
  readonly pads?: Pads;
}

const pool =
  (kind: 'MaxPool' | 'AveragePool') =>
  (x: Node, kernel: Pair, options: PoolOptions = {}) => {
    checkImages(kind, [x]);
    const { strides = kernel, pads = [0, 0, 0, 0] } = options;
    const places = placesOf(kind, imageOf(x.shape), windowOf(kernel, { strides, pads }));
    if (pads.some((amount, side) => amount >= kernel[side % 2]!)) {
      throw mismatch(kind, [kernel, pads], 'do not fit: padding must be smaller than the kernel');
    }
    return makeNode(kind, [x], { kernel, strides, pads }, [...x.shape.slice(0, 2), ...places]);
  };

/** The largest number under each window; padding never counts. */
export const maxPool = pool('MaxPool');
/** The mean of what is under each window; padding does not count (ONNX's `count_include_pad` 0). */
export const averagePool = pool('AveragePool');

function checkImages(operation: string, nodes: readonly Node[]): void {
  if (nodes.some(({ shape }) => shape.length !== 4)) {
    const shapes = nodes.map(({ shape }) => shape);
    throw mismatch(operation, shapes, 'are not all of four axes (examples, channels, rows, columns)');
  }
}
