import type { Pads } from '../../core/index.ts';
import { type Expression, isImage } from './expression.ts';
import { mostChannels } from './selection.ts';

/**
 * An image of one channel as one of many that are alike, as where spatial attention multiplies all channels by one number
 * for each place: a convolution of 1 x 1 whose weights are 1.
 */
export function repeated(source: Expression, channels: number): Expression | undefined {
  return isImage(source.shape) && source.shape[0] === 1 ? pointwise(source, channels, 1) : undefined;
}

/** For each place the mean of its channels, an image of one: a convolution of 1 x 1. */
export function channelMean(source: Expression): Expression | undefined {
  return pointwise(source, 1, 1 / source.shape[0]);
}

/** For each place the largest of its channels, an image of one. */
export function channelMax(source: Expression, isSoleReader: boolean): Expression {
  const [, ...places] = source.shape;
  const shape = [1, ...places] as unknown as Expression['shape'];
  return { layer: { kind: 'channel-max' }, sources: [source], shape, isSoleReader };
}

/** @param weight of each unit for each channel */
function pointwise(source: Expression, units: number, weight: number): Expression | undefined {
  if (!isImage(source.shape) || Math.max(units, source.shape[0]) > mostChannels) return undefined;
  const [channels, height, width] = source.shape;
  const weightShape = [units, channels, 1, 1];
  return {
    layer: {
      kind: 'convolution',
      units,
      kernel: [1, 1],
      strides: [1, 1],
      pads: [0, 0, 0, 0] satisfies Pads,
      groups: 1,
      activation: 'identity',
    },
    sources: [source],
    shape: [units, height, width],
    weights: {
      shape: weightShape,
      load: () => ({
        weight: { shape: weightShape, data: new Float32Array(units * channels).fill(weight) },
        bias: new Float32Array(units),
      }),
    },
  };
}
