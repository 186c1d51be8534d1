import { intOf, intsOf, type KnownShape } from '../attributes.ts';
import type { OnnxNode } from '../model.ts';

/** Convolution and pooling: channels, then one output per place of the window. */
export function windowShape(
  node: OnnxNode,
  input: KnownShape,
  kernel: KnownShape,
  channels: number,
): KnownShape | undefined {
  const places = input.slice(2);
  if (kernel.length !== places.length) return undefined;
  const strides = intsOf(node, 'strides') ?? places.map(() => 1);
  const dilations = intsOf(node, 'dilations') ?? places.map(() => 1);
  const pads = intsOf(node, 'pads') ?? [...places, ...places].map(() => 0);
  const padding = node.attributes?.['auto_pad'];
  const mode = padding?.type === 'string' ? padding.value : 'NOTSET';
  const round = intOf(node, 'ceil_mode', 0) === 1 ? Math.ceil : Math.floor;
  const outputs = places.map((size, axis) => {
    if (mode.startsWith('SAME')) return Math.ceil(size / strides[axis]!);
    const added = mode === 'VALID' ? 0 : pads[axis]! + pads[axis + places.length]!;
    const reach = dilations[axis]! * (kernel[axis]! - 1) + 1;
    return round((size + added - reach) / strides[axis]!) + 1;
  });
  return outputs.every((size) => size > 0) ? [input[0]!, channels, ...outputs] : undefined;
}

/** The way back of a convolution with this weight: each place spreads over its window. */
export function transposedWindowShape(node: OnnxNode, input: KnownShape, weight: KnownShape): KnownShape | undefined {
  const places = input.slice(2);
  const kernel = weight.slice(2);
  if (kernel.length !== places.length) return undefined;
  const channels = weight[1]! * intOf(node, 'group', 1);
  const strides = intsOf(node, 'strides') ?? places.map(() => 1);
  const dilations = intsOf(node, 'dilations') ?? places.map(() => 1);
  const pads = intsOf(node, 'pads') ?? [...places, ...places].map(() => 0);
  const added = intsOf(node, 'output_padding') ?? places.map(() => 0);
  const padding = node.attributes?.['auto_pad'];
  const mode = padding?.type === 'string' ? padding.value : 'NOTSET';
  const outputs =
    intsOf(node, 'output_shape') ??
    places.map((size, axis) => {
      if (mode.startsWith('SAME')) return size * strides[axis]!;
      const removed = mode === 'VALID' ? 0 : pads[axis]! + pads[axis + places.length]!;
      return strides[axis]! * (size - 1) + dilations[axis]! * (kernel[axis]! - 1) + 1 + added[axis]! - removed;
    });
  return outputs.every((size) => size > 0) ? [input[0]!, channels, ...outputs] : undefined;
}
