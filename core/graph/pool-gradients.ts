import { sizeOf } from '../shape.ts';
import type { Node, NodeOf } from './node.ts';
import { cast, constant, div, equal, expand, fill, gemm, mul, reduceSum, reshape } from './operations.ts';
import { sameShape } from './shapes.ts';
import { averagePool, conv, convTranspose } from './window-operations.ts';
import { imageOf, type Pair, unreached, windowOf } from './windows.ts';

/** Each window's derivative goes to what attained the maximum, in equal shares at a tie. */
export function maxPoolGradient(node: NodeOf<'MaxPool'>, dy: Node): Node {
  const x = node.inputs[0]!;
  const { kernel, strides, pads } = node.attributes;
  const places = imageOf(node.shape);
  if (isTiling(node)) {
    const winners = cast(equal(inBands(x, kernel), overBands(node as Node, kernel)), 'float');
    const attained = averagePool(reshape(winners, x.shape), kernel);
    const shares = div(mul(dy, 1 / sizeOf(kernel)), attained);
    return reshape(mul(winners, overBands(shares, kernel)), x.shape);
  }
  const planes = x.shape[0]! * x.shape[1]!;
  const image = imageOf(x.shape);
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
  if (isTiling(node)) {
    const shares = overBands(mul(dy, 1 / sizeOf(kernel)), kernel);
    return reshape(expand(shares, inBands(x, kernel).shape), x.shape);
  }
  const image = imageOf(x.shape);
  const ones = fill([1, 1, ...kernel], 1);
  const counts = conv(fill([1, 1, ...image], 1), ones, { strides, pads });
  const planes = x.shape[0]! * x.shape[1]!;
  const shares = reshape(div(dy, counts), [planes, 1, ...imageOf(node.shape)]);
  const outputPadding = unreached(image, windowOf(kernel, node.attributes));
  return reshape(convTranspose(shares, ones, { strides, pads, outputPadding }), x.shape);
}

/** Whether every pixel lies under exactly one window: then there is a way that takes a third of the time. */
function isTiling(node: NodeOf<'MaxPool' | 'AveragePool'>): boolean {
  const { kernel, strides, pads } = node.attributes;
  const covered = imageOf(node.shape).map((places, axis) => places * kernel[axis]!);
  const exactly = sameShape(covered, imageOf(node.inputs[0]!.shape));
  return exactly && sameShape(kernel, strides) && pads.every((amount) => amount === 0);
}

/** Images as bands of rows that the same windows cover, `[bands, kh, W]`. */
function inBands(x: Node, [rows]: Pair): Node {
  const width = x.shape[3]!;
  return reshape(x, [sizeOf(x.shape) / (rows * width), rows, width]);
}

/**
 * Each window's number for all columns under it, `[bands, 1, W]`. A product with zeros and ones: onnxruntime repeats
 * single numbers many times slower.
 */
function overBands(pooled: Node, [, columns]: Pair): Node {
  const places = pooled.shape[3]!;
  const width = places * columns;
  const covers = constant(
    Array.from({ length: width * places }, (_, index) => {
      return Number(Math.floor((index % width) / columns) === Math.floor(index / width));
    }),
    [places, width],
  );
  const bands = sizeOf(pooled.shape) / places;
  return reshape(gemm(reshape(pooled, [bands, places]), covers), [bands, 1, width]);
}
