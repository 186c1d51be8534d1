import type { ImageLayout } from '../input-spec.ts';
import type { Activation } from './activation.ts';

/** Which layer's output a layer reads: an index into the layers, -1 for the features. Default: the layer before. */
interface Reader {
  readonly from?: number;
}

/** `units` outputs, each a weighted sum of all inputs plus a bias, then the activation. */
export interface DenseLayer extends Reader {
  readonly kind: 'dense';
  readonly units: number;
  readonly activation: Activation;
}

/** `units` filters over channels, height and width. */
export interface ConvolutionLayer extends Reader {
  readonly kind: 'convolution';
  readonly units: number;
  /** Height and width. */
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  /** Zeros at the top, left, bottom and right. */
  readonly pads: Pads;
  /** Distance between neighbouring rows, and columns, of the kernel; `[1, 1]` when not given. */
  readonly dilations?: readonly [number, number];
  /** Parts of the channels, each with filters of its own; `depthwise` is one filter for each channel, on that alone. */
  readonly groups: number | 'depthwise';
  readonly activation: Activation;
}

export type Pads = readonly [number, number, number, number];

/** The largest value, or the mean, of every window. Padding counts for neither, unless `countsPadding`. */
export interface PoolLayer extends Reader {
  readonly kind: 'pool';
  readonly mode: PoolMode;
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly pads: Pads;
  /** Of means: the padding counts as zeros. */
  readonly countsPadding?: true;
}

/** One number for each channel. */
export interface GlobalPoolLayer extends Reader {
  readonly kind: 'global-pool';
  readonly mode: PoolMode;
}

export type PoolMode = 'max' | 'average';

/** One number for each place of an image, the largest of its channels there: an image of one channel. */
export interface ChannelMaxLayer extends Reader {
  readonly kind: 'channel-max';
  /** What comes out at least: what removed channels left behind. No bound when not given. */
  readonly least?: number;
}

/** Channels, height and width as one vector, in that order. */
export interface FlattenLayer extends Reader {
  readonly kind: 'flatten';
}

/** The sum of two outputs of one shape: what it reads, and the output of the layer `with`; then the activation. */
export interface AddLayer extends Reader {
  readonly kind: 'add';
  readonly with: number;
  readonly activation: Activation;
}

/** Channels of images of one size, or vectors: those of what it reads, then those of the outputs of the layers `with`. */
export interface ConcatLayer extends Reader {
  readonly kind: 'concat';
  readonly with: readonly number[];
}

/**
 * The product of two outputs of one shape, or of an image and one number for each of its channels, as in squeeze and
 * excitation: what it reads, and the output of the layer `with`; then the activation.
 */
export interface MultiplyLayer extends Reader {
  readonly kind: 'multiply';
  readonly with: number;
  readonly activation: Activation;
}

/** Some neighbouring channels of an image, or features of a vector: from `start` on and before `end`; then the activation. */
export interface SliceLayer extends Reader {
  readonly kind: 'slice';
  readonly start: number;
  readonly end: number;
  readonly activation: Activation;
}

/** Batch normalisation of every channel, then the activation. Only while a dense network is trained: it is folded away. */
export interface BatchNormLayer extends Reader {
  readonly kind: 'batch-norm';
  readonly activation: Activation;
}

export type Layer =
  | DenseLayer
  | ConvolutionLayer
  | PoolLayer
  | GlobalPoolLayer
  | ChannelMaxLayer
  | FlattenLayer
  | AddLayer
  | ConcatLayer
  | MultiplyLayer
  | SliceLayer
  | BatchNormLayer;

/** The layers that have weights: one row of weights and one bias for each unit. */
export type WeightedLayer = DenseLayer | ConvolutionLayer;

/**
 * A feed-forward network: how many features go in, and the layers they pass through, each after those it reads. The
 * last layer puts out a vector.
 */
export interface NetworkSpec {
  readonly inputs: number;
  /** For layers that read images: the features are the `inputs` values of its pixels. */
  readonly image?: ImageShape;
  readonly layers: readonly Layer[];
}

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** How the features are ordered; `channels-last` when not given. */
  readonly layout?: ImageLayout;
}

export function isWeighted<L extends Layer>(layer: L): layer is L & WeightedLayer {
  return layer.kind === 'dense' || layer.kind === 'convolution';
}

/** The layers that make one output of two, number by number. */
export function isCombining<L extends Layer>(layer: L): layer is L & (AddLayer | MultiplyLayer) {
  return layer.kind === 'add' || layer.kind === 'multiply';
}

/** The layers that pass values on, each number by itself or the largest or the mean of some, and make none. */
export function isPassing({ kind }: Layer): boolean {
  return kind === 'pool' || kind === 'global-pool' || kind === 'flatten';
}

/** Whether zeros around an image have a part in what a layer makes of it. */
export function addsZeros(layer: Layer): boolean {
  const counts = layer.kind === 'convolution' || (layer.kind === 'pool' && layer.countsPadding === true);
  return counts && layer.pads.some((pad) => pad > 0);
}

/** The layer whose output the layer at `index` reads; -1 for the features. */
export function sourceOf({ layers }: Pick<NetworkSpec, 'layers'>, index: number): number {
  return layers[index]!.from ?? index - 1;
}

/** All the layers that the layer at `index` reads, in order; -1 for the features. */
export function sourcesOf(network: Pick<NetworkSpec, 'layers'>, index: number): readonly number[] {
  const layer = network.layers[index]!;
  const first = sourceOf(network, index);
  if (isCombining(layer)) return [first, layer.with];
  return layer.kind === 'concat' ? [first, ...layer.with] : [first];
}

/** A chain of dense layers of these widths, from inputs to outputs; hidden layers use `hidden`, the last is linear. */
export function denseNetwork(widths: readonly number[], hidden: Activation = 'relu'): NetworkSpec {
  return {
    inputs: widths[0]!,
    layers: widths.slice(1).map((units, index) => ({
      kind: 'dense',
      units,
      activation: index === widths.length - 2 ? 'identity' : hidden,
    })),
  };
}
