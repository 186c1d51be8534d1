import type { Pads } from '../../core/index.ts';
import type { OnnxNode } from '../model.ts';
import { type Affine, type Expression, isImage } from './expression.ts';
import type { GraphView } from './graph-view.ts';

/** A value of the model that is known as the output of a layer, and the form that the model gives it. */
export interface Seen {
  readonly expression: Expression;
  /**
   * Axes of the model's tensor, the batch included. Images of rank 3 are rows, `[N, C, L]`: their height is 1, or else their
   * width. Features of rank 4 are `[N, F, 1, 1]`, of rank 3 `[N, F, 1]`.
   */
  readonly rank: 2 | 3 | 4;
  /** Whether channels come last: `[N, H, W, C]`, `[N, L, C]`, or the features that are made from that. */
  readonly isLast: boolean;
  /** A factor and a summand for each channel, not yet part of the expression. */
  readonly affine?: Affine;
  /** Zeros around the image, not yet part of the expression. */
  readonly pads?: Pads;
  /**
   * For each channel of the expression, or of the image that it flattens, its place among the model's, where those come in
   * another order.
   */
  readonly places?: Uint32Array;
  /** Where the model has an axis of groups and one of what is in each in place of the channels: their sizes. */
  readonly divided?: readonly [groups: number, size: number];
  /** Where the model holds it as integers: what they stand for. */
  readonly quantised?: Quantised | undefined;
  /** Whether the same expression is also read under another name. */
  readonly isShared?: true;
}

/** Names of constants: a number is `scale` times the integer less the zero point (0 where that is ''). */
export interface Quantised {
  readonly scale: string;
  readonly zeroPoint: string;
}

/** Why a node cannot be read: completes "it ...". */
export type Refusal = string;

/** What a reader of one operator is given. */
export interface Reading {
  readonly node: OnnxNode;
  readonly view: GraphView;
  /** What is known about an input or another value; undefined for constants. */
  readonly seen: (name: string) => Seen | undefined;
  /** Whether the node (or the pattern it ends) is all that needs a value. */
  readonly isExclusive: (name: string) => boolean;
  /** Which of the node's outputs is asked for. */
  readonly at: number;
  /** How the first axis of the body's values follows the batch. */
  readonly batch: string;
}

export type NodeReader = (reading: Reading) => Seen | Refusal;

/** The only input of a node that is no constant. */
export function dataInput({ node, seen, view }: Reading): { readonly name: string; readonly seen: Seen } | Refusal {
  const names = node.inputs.filter((name) => name !== '' && !view.constants.has(name) && !view.isOfShapes(name));
  const [name] = names;
  const found = name === undefined ? undefined : seen(name);
  return names.length === 1 && found ? { name: name!, seen: found } : 'has more than one input that is computed';
}

/** The sizes of the model's tensor but for the batch. */
export function actualShape(seen: Seen): number[] {
  const { rank, isLast } = seen;
  const { shape } = seen.expression;
  const [top, left, bottom, right] = seen.pads ?? [0, 0, 0, 0];
  const [channels, height = 1, width = 1] = shape;
  const places = [height + top + bottom, width + left + right];
  const along = rank === 2 ? [] : axesAlong(seen).map((axis) => places[axis]!);
  const across = seen.divided ?? [channels];
  return isLast && rank !== 2 ? [...along, ...across] : [...across, ...along];
}

/** The axis of the model's tensor that its channels or features lie along. */
export function channelAxis({ rank, isLast }: Seen): number {
  return isLast ? rank - 1 : 1;
}

/** The axes of an image, 0 for its height and 1 for its width, that the model's tensor has. */
export function axesAlong({ expression: { shape }, rank }: Seen): readonly (0 | 1)[] {
  if (rank === 4) return [0, 1];
  return isImage(shape) && shape[1] !== 1 ? [0] : [1];
}

/**
 * For each channel, or feature of a vector, in the order of the layers, its place in the model's tensor; undefined where
 * the orders agree. They differ where the model flattens `[N, H, W, C]`, and layers flatten channels first, and where it
 * shuffles channels.
 */
export function featureOrder({ expression, rank, isLast, places }: Seen): Uint32Array | undefined {
  const image = expression.layer?.kind === 'flatten' ? expression.sources[0]!.shape : undefined;
  if (!image || !isImage(image)) return places;
  const isInside = isLast && rank === 2;
  if (!isInside && !places) return undefined;
  const [channels, height, width] = image;
  const positions = height * width;
  return Uint32Array.from({ length: channels * positions }, (_, feature) => {
    const [channel, position] = [Math.floor(feature / positions), feature % positions];
    const place = places?.[channel] ?? channel;
    return isInside ? position * channels + place : place * positions + position;
  });
}

/** Whether it is a flattened image whose features the model holds in another order: only what has weights can put them right. */
export function isFlattenedOtherwise({ expression, rank, isLast, places }: Seen): boolean {
  return expression.layer?.kind === 'flatten' && rank === 2 && (isLast || places !== undefined);
}
