import { formatImage, SecateurError } from '../../core/index.ts';
import type { ArrayImage } from '../dataset.ts';
import { type Measurements, measurementsOf } from '../measurements.ts';
import { type Pixels, pixelsOf } from '../pixels.ts';
import type { Npy } from './npy.ts';

/** Of images as Keras writes them: (n, height, width) or (n, height, width, channels). */
export function shapeOf({ shape }: Npy): ArrayImage {
  const [, height, width, channels = 1] = shape as [number, number, number, number?];
  return { height, width, channels };
}

/** For whoever has to say what an example is: most arrays of measurements have their channels first, and a series is one row. */
export function likelyShape({ shape }: Npy): string {
  const [, first, second, third] = shape as [number, number, number, number?];
  return third === undefined ? `1x${second}x${first}:chw` : `${second}x${third}x${first}:chw`;
}

/** @throws SHAPE_MISMATCH when an example has another number of values than such an image */
export function checkSize(name: string, shape: ArrayImage, width: number): void {
  const { height, width: columns, channels } = shape;
  if (height * columns * channels === width) return;
  throw new SecateurError(
    'SHAPE_MISMATCH',
    `${name}: an example has ${width} numbers, and ${formatImage(shape)} would have ${height * columns * channels}. Correct --image-shape: height x width x channels, with :chw where one channel comes after the other.`,
  );
}

/**
 * Pixels where all numbers can be some: whole ones from 0 to 255, or any from 0 to 1. Others are measurements.
 * @param at the number at a position; asked more than once.
 * @throws DATA_INVALID naming the first example with a number that is missing or infinite
 */
export function arrayValues(
  source: string,
  count: number,
  width: number,
  at: (index: number) => number,
): Pixels | Measurements {
  let [areBytes, areShares] = [true, true];
  for (let index = 0; index < count * width; index++) {
    const value = at(index);
    areBytes &&= value >= 0 && value <= 255 && Number.isInteger(value);
    areShares &&= value >= 0 && value <= 1;
  }
  return (areBytes || areShares ? pixelsOf : measurementsOf)(source, count, width, at);
}
