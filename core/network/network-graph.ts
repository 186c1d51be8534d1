import {
  activate,
  add,
  averagePool,
  concat,
  constant,
  conv,
  gemm,
  max,
  maxPool,
  mul,
  type Node,
  pad,
  reduceMax,
  reduceMean,
  relu,
  reshape,
  slice,
  transpose,
} from '../graph/index.ts';
import { isChannelsFirst } from '../input-spec.ts';
import { sizeOf } from '../shape.ts';
import type { Activation } from './activation.ts';
import type { CompactNetwork } from './compact-network.ts';
import { type Weighted, weightedLayers } from './network-levels.ts';
import { groupCount } from './network-shapes.ts';
import {
  type BatchNormLayer,
  type ChannelMaxLayer,
  type GlobalPoolLayer,
  isWeighted,
  type Layer,
  type NetworkSpec,
  type Pads,
  type PoolLayer,
  type SliceLayer,
  sourceOf,
  type WeightedLayer,
} from './network-spec.ts';

type Unweighted = Exclude<Layer, WeightedLayer>;

/** What differs from one use of a network to another: whatever has weights. */
export interface Pass<L> {
  /** The outputs of a layer with weights, activation included, for what it reads. */
  weighted(layer: L & WeightedLayer, index: number, values: Node): Node;
  /** Batch normalised values, before the activation. */
  normalised?(layer: BatchNormLayer, index: number, values: Node): Node;
  /** The sum of two outputs, activation included; by default just that. */
  summed?(values: Node, others: Node, activation: Activation): Node;
  /** The product of two outputs, activation included; by default just that. */
  multiplied?(values: Node, others: Node, activation: Activation): Node;
  /** Some of the channels or features, activation included; by default just that. */
  sliced?(values: Node, layer: SliceLayer): Node;
  /** Several outputs side by side; by default `join(parts)`. */
  joined?(parts: readonly Node[], join: (parts: readonly Node[]) => Node): Node;
  /** What `pool` makes of values; by default `pool(values)`. */
  pooled?(values: Node, pool: (values: Node) => Node): Node;
  /** The largest of the channels, which `largest` takes of those along an axis; by default `largest(values, 1)`. */
  compared?(values: Node, largest: (values: Node, axis: number) => Node): Node;
  /** The same values in another shape, as `flatten` has them; by default `flatten(values)`. */
  flattened?(values: Node, flatten: (values: Node) => Node): Node;
}

/**
 * Sends features `[batch, inputs]` through a network.
 * @returns the last layer's outputs `[batch, outputs]`
 */
export function throughNetwork<L extends Layer>(
  network: { readonly image?: NetworkSpec['image'] | undefined; readonly layers: readonly L[] },
  features: Node,
  pass: Pass<L>,
): Node {
  const start = asImage(network.image, features);
  const outputs: Node[] = [];
  const read = (source: number) => (source === -1 ? start : outputs[source]!);
  network.layers.forEach((layer, index) => {
    const values = read(sourceOf(network, index));
    outputs.push(
      isWeighted(layer)
        ? pass.weighted(layer, index, values)
        : unweighted(layer as Unweighted, index, values, read, pass),
    );
  });
  return outputs.at(-1)!;
}

/**
 * The same for who thinks of a layer as rows and columns.
 * @param normalised batch normalised values, before the activation; needed only where there is such a layer
 */
export function throughLayers(
  network: NetworkSpec,
  features: Node,
  weighted: (layer: Weighted, values: Node) => Node,
  normalised?: (index: number, values: Node) => Node,
): Node {
  const byIndex = new Map(weightedLayers(network).map((layer) => [layer.index, layer]));
  return throughNetwork(network, features, {
    weighted: (_, index, values) => weighted(byIndex.get(index)!, values),
    ...(normalised && { normalised: (_, index, values) => normalised(index, values) }),
  });
}

function unweighted<L extends Layer>(
  layer: Unweighted,
  index: number,
  values: Node,
  read: (source: number) => Node,
  pass: Pass<L>,
): Node {
  switch (layer.kind) {
    case 'pool':
    case 'global-pool': {
      const pool = (image: Node) => pooledBy(layer, image);
      return pass.pooled?.(values, pool) ?? pool(values);
    }
    case 'channel-max':
      return pass.compared?.(values, (image, axis) => largestOf(layer, image, axis)) ?? largestOf(layer, values, 1);
    case 'flatten': {
      const flatten = (image: Node) => reshape(image, [image.shape[0]!, sizeOf(image.shape.slice(1))]);
      return pass.flattened?.(values, flatten) ?? flatten(values);
    }
    case 'add': {
      const others = read(layer.with);
      const { activation } = layer;
      return pass.summed?.(values, others, activation) ?? activate(add(values, others), activation);
    }
    case 'multiply': {
      const others = read(layer.with);
      const { activation } = layer;
      return pass.multiplied?.(values, others, activation) ?? activate(multiplied(values, others), activation);
    }
    case 'slice': {
      return pass.sliced?.(values, layer) ?? activate(partOf(values, layer), layer.activation);
    }
    case 'concat': {
      const join = (parts: readonly Node[]) => concat(parts, 1);
      const parts = [values, ...layer.with.map(read)];
      return pass.joined?.(parts, join) ?? join(parts);
    }
    case 'batch-norm':
      if (!pass.normalised)
        throw new RangeError(`Layer ${index} is a batch normalisation, which is not expected here.`);
      return activate(pass.normalised(layer, index, values), layer.activation);
    default:
      return layer satisfies never;
  }
}

/** The product of two outputs, one of which may be a number for each channel of the other, an image. */
export function multiplied(one: Node, other: Node): Node {
  const perChannel = (values: Node, image: Node) =>
    values.shape.length < image.shape.length ? reshape(values, [...values.shape, 1, 1]) : values;
  return mul(perChannel(one, other), perChannel(other, one));
}

/** The channels or features of a slice, before its activation. */
export function partOf(values: Node, { start, end }: SliceLayer): Node {
  return end - start === values.shape[1] ? values : slice(values, 1, start, end);
}

function pooledBy(layer: PoolLayer | GlobalPoolLayer, values: Node): Node {
  if (layer.kind === 'pool') {
    const { kernel, strides, pads } = layer;
    if (layer.countsPadding) return averagePool(withZeros(values, pads), kernel, { strides });
    return (layer.mode === 'max' ? maxPool : averagePool)(values, kernel, { strides, pads });
  }
  const [batch, channels] = values.shape as [number, number];
  const pooled = layer.mode === 'max' ? reduceMax(values, [2, 3]) : reduceMean(values, [2, 3]);
  return reshape(pooled, [batch, channels]);
}

/** The largest along an axis, which comes to have the size 1. */
function largestOf({ least }: ChannelMaxLayer, values: Node, axis: number): Node {
  const largest = reduceMax(values, [axis]);
  if (least === undefined) return largest;
  return least === 0 ? relu(largest) : max(largest, least);
}

/** An image with zeros around it. */
function withZeros(image: Node, [top, left, bottom, right]: Pads): Node {
  const tall = top + bottom > 0 ? pad(image, 2, top, bottom) : image;
  return left + right > 0 ? pad(tall, 3, left, right) : tall;
}

/** Convolutions want channels first: `[batch, channels, height, width]`, as values may come already. */
function asImage(image: NetworkSpec['image'], features: Node): Node {
  if (!image || features.shape.length === 4) return features;
  const { height, width, channels } = image;
  const [batch] = features.shape as [number];
  if (channels === 1 || isChannelsFirst(image)) return reshape(features, [batch, channels, height, width]);
  return transpose(reshape(features, [batch, height, width, channels]), [0, 3, 1, 2]);
}

/** The weighted sums of a layer, `[batch, units]` or `[batch, units, height, width]`. */
export function linear(layer: WeightedLayer, values: Node, weight: Node, bias?: Node): Node {
  if (layer.kind === 'dense') return gemm(values, weight, { transB: true, ...(bias && { c: bias }) });
  const { strides, pads, dilations } = layer;
  return conv(values, weight, {
    strides,
    pads,
    ...(dilations && { dilations }),
    groups: groupCount(layer),
    ...(bias && { bias }),
  });
}

/** `[units]` in a form that broadcasts over a layer's values, `[batch, units]` or `[batch, units, height, width]`. */
export function perUnit(vector: Node, values: Node): Node {
  return values.shape.length === 2 ? vector : reshape(vector, [sizeOf(vector.shape), 1, 1]);
}

/** The network's outputs `[batch, outputs]` for the features it reads, `[batch, keptInputs.length]`. */
export function networkGraph(network: Pick<CompactNetwork, 'layers' | 'image'>, features: Node): Node {
  return throughNetwork(network, features, {
    weighted: (layer, _, values) => {
      const { weight, bias, activation } = layer;
      const sums = linear(layer, values, constant(weight.data, weight.shape), constant(bias.data, bias.shape));
      return activate(sums, activation);
    },
  });
}
