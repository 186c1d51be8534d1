import { type Shape, sizeOf } from '../shape.ts';
import type { Kernel } from './kernel.ts';
import type { NodeOf } from './node.ts';
import { imageOf, meetings, windowOf } from './windows.ts';

export const convKernel: Kernel<'Conv'> = (node, [x, weight, bias]) => {
  const { groups } = node.attributes;
  const met = meetings(imageOf(x!.shape), imageOf(node.shape), windowOf(imageOf(weight!.shape), node.attributes));
  const out = new Float64Array(sizeOf(node.shape));
  const [images, filters] = node.shape as [number, number];
  if (bias)
    forEachPlane(node.shape, (image, filter) => planeOf(out, node.shape, image, filter).fill(bias.data[filter]!));
  forEachConnection(images, filters, weight!.shape[1]!, groups, (image, filter, channel, depth) => {
    const source = planeOf(x!.data, x!.shape, image, channel);
    const taps = planeOf(weight!.data, weight!.shape, filter, depth);
    const target = planeOf(out, node.shape, image, filter);
    for (const { place, pixel, element } of met) target[place]! += source[pixel]! * taps[element]!;
  });
  return out;
};

export const convTransposeKernel: Kernel<'ConvTranspose'> = (node, [x, weight]) => {
  const { groups } = node.attributes;
  const met = meetings(imageOf(node.shape), imageOf(x!.shape), windowOf(imageOf(weight!.shape), node.attributes));
  const out = new Float64Array(sizeOf(node.shape));
  const [images, filters] = x!.shape as [number, number];
  forEachConnection(images, filters, weight!.shape[1]!, groups, (image, filter, channel, depth) => {
    const source = planeOf(x!.data, x!.shape, image, filter);
    const taps = planeOf(weight!.data, weight!.shape, filter, depth);
    const target = planeOf(out, node.shape, image, channel);
    for (const { place, pixel, element } of met) target[pixel]! += source[place]! * taps[element]!;
  });
  return out;
};

export const convWeightGradientKernel: Kernel<'ConvWeightGradient'> = (node, [x, dy]) => {
  const { groups } = node.attributes;
  const met = meetings(imageOf(x!.shape), imageOf(dy!.shape), node.attributes);
  const out = new Float64Array(sizeOf(node.shape));
  const [images, filters] = dy!.shape as [number, number];
  forEachConnection(images, filters, node.shape[1]!, groups, (image, filter, channel, depth) => {
    const source = planeOf(x!.data, x!.shape, image, channel);
    const adjoints = planeOf(dy!.data, dy!.shape, image, filter);
    const target = planeOf(out, node.shape, filter, depth);
    for (const { place, pixel, element } of met) target[element]! += source[pixel]! * adjoints[place]!;
  });
  return out;
};

export const maxPoolKernel: Kernel<'MaxPool'> = (node, [x]) => {
  const met = poolMeetings(node);
  const out = new Float64Array(sizeOf(node.shape)).fill(Number.NEGATIVE_INFINITY);
  forEachPlane(node.shape, (image, channel) => {
    const source = planeOf(x!.data, x!.shape, image, channel);
    const target = planeOf(out, node.shape, image, channel);
    for (const { place, pixel } of met) target[place] = Math.max(target[place]!, source[pixel]!);
  });
  return out;
};

export const averagePoolKernel: Kernel<'AveragePool'> = (node, [x]) => {
  const met = poolMeetings(node);
  const counts = new Float64Array(sizeOf(imageOf(node.shape)));
  for (const { place } of met) counts[place]!++;
  const out = new Float64Array(sizeOf(node.shape));
  forEachPlane(node.shape, (image, channel) => {
    const source = planeOf(x!.data, x!.shape, image, channel);
    const target = planeOf(out, node.shape, image, channel);
    for (const { place, pixel } of met) target[place]! += source[pixel]!;
    target.forEach((sum, place) => {
      target[place] = sum / counts[place]!;
    });
  });
  return out;
};

function poolMeetings(node: NodeOf<'MaxPool' | 'AveragePool'>) {
  const { kernel } = node.attributes;
  return meetings(imageOf(node.inputs[0]!.shape), imageOf(node.shape), windowOf(kernel, node.attributes));
}

/** Every channel that a filter sees, in every image; `depth` is the channel's number within its group. */
function forEachConnection(
  images: number,
  filters: number,
  depths: number,
  groups: number,
  visit: (image: number, filter: number, channel: number, depth: number) => void,
): void {
  for (let image = 0; image < images; image++) {
    for (let filter = 0; filter < filters; filter++) {
      const group = Math.floor((filter * groups) / filters);
      for (let depth = 0; depth < depths; depth++) visit(image, filter, group * depths + depth, depth);
    }
  }
}

function forEachPlane(shape: Shape, visit: (image: number, channel: number) => void): void {
  for (let image = 0; image < shape[0]!; image++) {
    for (let channel = 0; channel < shape[1]!; channel++) visit(image, channel);
  }
}

/** Rows and columns of one channel of one image, as a view. */
function planeOf(data: Float64Array, shape: Shape, image: number, channel: number): Float64Array {
  const size = sizeOf(imageOf(shape));
  const start = (image * shape[1]! + channel) * size;
  return data.subarray(start, start + size);
}
