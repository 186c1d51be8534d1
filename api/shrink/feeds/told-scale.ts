import type { FirstAffine } from '../../../onnx/index.ts';
import type { PixelScale } from './feeds.ts';

/** Of pixels from 0 to 1. */
export interface ChannelStatistics {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Which of some scales a model's own preprocessing was made for: that from which it leads closest to values around 0 with a
 * deviation of 1, as (x - mean) / deviation does, or x / 255 at least in its size.
 */
export function toldScale(
  { factors, offsets }: FirstAffine,
  pixels: readonly ChannelStatistics[],
  scales: readonly PixelScale[],
): PixelScale {
  const distances = scales.map((scale) =>
    pixels.reduce((sum, { mean, deviation }, channel) => {
      const [black, white] = scale[channel] ?? scale[0]!;
      const centre = factors[channel]! * (black + (white - black) * mean) + offsets[channel]!;
      const spread = Math.abs(factors[channel]! * (white - black)) * deviation;
      return sum + Math.abs(centre) + Math.abs(Math.log(spread));
    }, 0),
  );
  return scales[distances.indexOf(Math.min(...distances))]!;
}
