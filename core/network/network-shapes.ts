import { SecateurError } from '../errors.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { isPerUnit } from './activation.ts';
import {
  type ConvolutionLayer,
  isWeighted,
  type Layer,
  type NetworkSpec,
  type PoolLayer,
  sourceOf,
  sourcesOf,
} from './network-spec.ts';

/** What a layer puts out for one example: `[units]`, or `[channels, height, width]`. */
export type ValueShape = readonly [number] | readonly [number, number, number];

/** Far more than networks have; the analysis of one takes time that grows with the square of their number. */
export const mostLayers = 2000;

/** Of a concatenation, those of the concatenations that it joins included. */
const mostParts = 1024;

/** What the layers read from the outside. */
export function featureShape({ inputs, image }: NetworkSpec): ValueShape {
  return image ? [image.channels, image.height, image.width] : [inputs];
}

/**
 * The shape of every layer's output.
 * @throws NETWORK_INVALID naming the first layer that does not fit what it reads
 */
export function shapesOf(network: NetworkSpec): ValueShape[] {
  checkParts(network);
  const shapes: ValueShape[] = [];
  const start = featureShape(network);
  if (network.layers.length > mostLayers) throw invalid(`it has more than ${mostLayers} layers`);
  if (sizeOf(start) !== network.inputs) {
    throw invalid(`its image of ${start.join(' x ')} does not hold ${network.inputs} features`);
  }
  network.layers.forEach((layer, index) => {
    const read = (source: number): ValueShape => {
      if (!(Number.isInteger(source) && source >= -1 && source < index)) {
        throw invalid(`layer ${index} (${layer.kind}) reads layer ${source}, which does not come before it`);
      }
      return source === -1 ? start : shapes[source]!;
    };
    const [from, ...others] = sourcesOf(network, index).map(read) as [ValueShape, ...ValueShape[]];
    const shape = shapeAfter(layer, index, from, others);
    if ('activation' in layer && isPerUnit(layer.activation) && layer.activation.slopes.length !== shape[0]) {
      throw invalid(`layer ${index} has ${layer.activation.slopes.length} slopes for ${shape[0]} units`);
    }
    shapes.push(shape);
  });
  const end = shapes.at(-1);
  if (end?.length !== 1) {
    throw invalid(`its last layer puts out ${end ? `an image of ${end.join(' x ')}` : 'nothing'} and no vector`);
  }
  if (!network.layers.some(isWeighted)) throw invalid('none of its layers has weights');
  return shapes;
}

/** Joined again and again, a few channels become more than there is memory for. */
function checkParts(network: NetworkSpec): void {
  const parts: number[] = [];
  for (const [index, layer] of network.layers.entries()) {
    const counts = sourcesOf(network, index).map((source) => parts[source] ?? 1);
    const isNew = layer.kind === 'dense' || (layer.kind === 'convolution' && layer.groups !== 'depthwise');
    const joined = layer.kind === 'concat' ? counts.reduce((sum, count) => sum + count, 0) : Math.max(...counts);
    if (joined > mostParts) throw invalid(`layer ${index} (${layer.kind}) joins more than ${mostParts} parts`);
    parts.push(isNew ? 1 : joined);
  }
}

function shapeAfter(layer: Layer, index: number, from: ValueShape, others: readonly ValueShape[]): ValueShape {
  const refuse = (why: string) => invalid(`layer ${index} (${layer.kind}) ${why}`);
  switch (layer.kind) {
    case 'dense':
      if (from.length !== 1) throw refuse(`reads an image of ${from.join(' x ')}: put a flatten before it`);
      return [layer.units];
    case 'convolution': {
      if (from.length !== 3) throw refuse('reads no image');
      if (layer.groups === 'depthwise') {
        if (from[0] !== layer.units) throw refuse(`is depthwise with ${layer.units} filters for ${from[0]} channels`);
      } else if (from[0] % layer.groups !== 0 || layer.units % layer.groups !== 0) {
        throw refuse(`cannot divide ${from[0]} channels and ${layer.units} filters into ${layer.groups} groups`);
      }
      return [layer.units, ...windows(layer, from, refuse)];
    }
    case 'pool':
      if (from.length !== 3) throw refuse('reads no image');
      if (layer.pads.some((pad, side) => pad >= layer.kernel[side % 2]!)) throw refuse('has windows of padding only');
      if (layer.countsPadding && layer.mode === 'max') throw refuse('counts its padding, which only means do');
      return [from[0], ...windows(layer, from, refuse)];
    case 'global-pool':
      if (from.length !== 3) throw refuse('reads no image');
      return [from[0]];
    case 'channel-max':
      if (from.length !== 3) throw refuse('reads no image');
      return [1, from[1], from[2]];
    case 'flatten':
      return [sizeOf(from)];
    case 'add':
      for (const other of others) {
        if (from.join() !== other.join()) throw refuse(`adds ${from.join(' x ')} and ${other.join(' x ')}`);
      }
      return from;
    case 'concat': {
      for (const other of others) {
        if (from.slice(1).join() !== other.slice(1).join()) {
          throw refuse(`joins ${from.join(' x ')} and ${other.join(' x ')}, which are not of one height and width`);
        }
      }
      const [, ...image] = from;
      return [others.reduce((sum, [channels]) => sum + channels, from[0]), ...image] as unknown as ValueShape;
    }
    case 'multiply': {
      const [other] = others as [ValueShape];
      const [image, factors] = from.length >= other.length ? [from, other] : [other, from];
      const isPerChannel = factors.length === 1 && factors[0] === image[0];
      if (!isPerChannel && image.join() !== factors.join()) {
        throw refuse(`multiplies ${from.join(' x ')} and ${other.join(' x ')}`);
      }
      return image;
    }
    case 'slice':
      if (!(layer.start >= 0 && layer.start < layer.end && layer.end <= from[0])) {
        throw refuse(`takes ${layer.start} to ${layer.end} of ${from[0]} channels`);
      }
      return [layer.end - layer.start, ...from.slice(1)] as unknown as ValueShape;
    case 'batch-norm':
      return from;
    default:
      return layer satisfies never;
  }
}

function windows(
  layer: ConvolutionLayer | PoolLayer,
  [, height, width]: readonly [number, number, number],
  refuse: (why: string) => SecateurError,
): [number, number] {
  const { kernel, strides, pads } = layer;
  const dilations = (layer.kind === 'convolution' && layer.dilations) || [1, 1];
  const along = (size: number, axis: 0 | 1) => {
    const reach = dilations[axis] * (kernel[axis] - 1) + 1;
    return Math.floor((size + pads[axis] + pads[axis + 2]! - reach) / strides[axis]) + 1;
  };
  const size: [number, number] = [along(height, 0), along(width, 1)];
  if (size[0] < 1 || size[1] < 1) {
    const apart = dilations.every((size) => size === 1) ? '' : `, ${dilations.join(' x ')} apart`;
    throw refuse(`has a window of ${kernel.join(' x ')}${apart}, larger than the ${height} x ${width} it reads`);
  }
  return size;
}

/** `[units, inputs]`, or `[units, channels / groups, height, width]`; the bias is `[units]`. */
export function weightShape(network: NetworkSpec, shapes: readonly ValueShape[], index: number): Shape {
  const layer = network.layers[index]!;
  if (!isWeighted(layer)) throw new RangeError(`Layer ${index} has no weights.`);
  const source = sourceOf(network, index);
  const [channels] = source === -1 ? featureShape(network) : shapes[source]!;
  return layer.kind === 'dense'
    ? [layer.units, channels]
    : [layer.units, channels / groupCount(layer), ...layer.kernel];
}

/** As ONNX counts them. */
export function groupCount({ groups, units }: ConvolutionLayer): number {
  return groups === 'depthwise' ? units : groups;
}

function invalid(why: string): SecateurError {
  return new SecateurError('NETWORK_INVALID', `This is not a network: ${why}.`);
}
