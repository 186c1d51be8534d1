import { formatImage, SecateurError } from '../../core/index.ts';
import type { ArrayImage, Rows } from '../dataset.ts';
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

/** Measurements have no scale yet: it is that of the training rows. */
export type ArrayValues = Pixels | { readonly data: Rows; readonly scale: undefined };

/**
 * Pixels where all numbers can be some: whole ones from 0 to 255, or any from 0 to 1. Others are measurements.
 * @param at the number at a position; asked more than once.
 * @throws DATA_INVALID naming the first example with a number that is missing or infinite
 */
export function arrayValues(source: string, count: number, width: number, at: (index: number) => number): ArrayValues {
  let [areBytes, areShares] = [true, true];
  for (let index = 0; index < count * width; index++) {
    const value = Math.fround(at(index));
    if (!Number.isFinite(value)) throw notFinite(source, Math.floor(index / width), value);
    areBytes &&= value >= 0 && value <= 255 && Number.isInteger(value);
    areShares &&= value >= 0 && value <= 1;
  }
  if (areBytes || areShares) return pixelsOf(source, count, width, at);
  return { data: Float32Array.from({ length: count * width }, (_, index) => at(index)), scale: undefined };
}

function notFinite(source: string, example: number, value: number): SecateurError {
  const what = Number.isNaN(value) ? 'a number is missing (NaN)' : 'a number is infinite, or too large for 32 bits';
  return new SecateurError(
    'DATA_INVALID',
    `${source}: in example ${example} ${what}. Fill it in or leave the example out: convolutions read every value.`,
  );
}
