import { SecateurError } from '../core/index.ts';
import type { Rows } from './dataset.ts';

export interface Pixels {
  readonly data: Rows;
  /** What the highest pixel stands for. */
  readonly scale: number;
}

export const largestPixel = 65_535;

/**
 * Images from numbers of any type: from 0 to 1, from 0 to 255 (as bytes where they are whole), or from 0 to 65,535.
 * @param at the number at a position, row-major; asked twice.
 * @throws DATA_INVALID naming the first image with a number that is no pixel.
 */
export function pixelsOf(source: string, count: number, width: number, at: (index: number) => number): Pixels {
  let highest = 0;
  let areWhole = true;
  for (let index = 0; index < count * width; index++) {
    const value = at(index);
    if (!(value >= 0 && value <= largestPixel)) {
      throw new SecateurError(
        'DATA_INVALID',
        `${source}: ${value} in image ${Math.floor(index / width)} is no pixel from 0 to 1, 255 or 65,535. Shift and scale the images, or give them as a table (one row of two dimensions each), which is standardised.`,
      );
    }
    if (value > highest) highest = value;
    if (areWhole && !Number.isInteger(value)) areWhole = false;
  }
  const scale = highest <= 1 ? 1 : highest <= 255 ? 255 : largestPixel;
  const data = areWhole && scale <= 255 ? new Uint8Array(count * width) : new Float32Array(count * width);
  for (let index = 0; index < data.length; index++) data[index] = at(index);
  return { data, scale };
}
