import type { Layer, Tensor, ValueShape } from '../../core/index.ts';
import { sizeOf } from '../../core/index.ts';

/** A layer without what it reads: that is in `sources`. */
export type Shaped<L extends Layer = Layer> = L extends Layer ? Omit<L, keyof Reads> : never;

interface Reads {
  readonly from: number;
  readonly with: number;
}

/**
 * What a value of the model is, in terms of layers: a layer on what other expressions give, or (without a layer) the value
 * that a body begins with. Never changed: what follows a layer and belongs to it, such as its activation, makes
 * another expression. So every value keeps its own, and a body may end at any of them.
 */
export interface Expression {
  readonly layer?: Shaped;
  readonly sources: readonly Expression[];
  readonly shape: ValueShape;
  /** Only where the layer has weights; computed when the body is found. */
  readonly weights?: Weights;
  /** Whether nothing else in the model reads what this one reads. */
  readonly isSoleReader?: boolean;
}

export interface Weights {
  /** Shape of the weight. */
  readonly shape: readonly number[];
  /** @throws DATA_INVALID where the model's constants make no sense */
  readonly load: () => { readonly weight: Tensor; readonly bias: Float32Array };
}

/** x scale + shift for each channel, or for each feature in the order of the layers; computed when a body is found. */
export type Affine = () => { readonly scale: Float64Array; readonly shift: Float64Array };

/** What a body begins with. */
export function start(shape: ValueShape): Expression {
  return { sources: [], shape };
}

export function isImage(shape: ValueShape): shape is readonly [number, number, number] {
  return shape.length === 3;
}

/** Weights and biases of a layer. */
export function parametersOf({ weights }: Expression): number {
  return weights ? sizeOf(weights.shape) + weights.shape[0]! : 0;
}
