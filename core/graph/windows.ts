import type { Shape } from '../shape.ts';
import { mismatch } from './shapes.ts';

/** Height and width. */
export type Pair = readonly [number, number];
/** Rows above, columns left, rows below, columns right. */
export type Pads = readonly [number, number, number, number];

/** How a window moves over the rows and columns of an image. */
export interface Window {
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly pads: Pads;
  /** Distance between neighbouring rows, and columns, of the window. */
  readonly dilations: Pair;
}

/** Fills in what a caller left out: strides and dilations of 1, no padding. */
export function windowOf(kernel: Pair, { strides, pads, dilations }: Partial<Window>): Window {
  return { kernel, strides: strides ?? [1, 1], pads: pads ?? [0, 0, 0, 0], dilations: dilations ?? [1, 1] };
}

/**
 * How many places the window takes along each axis of an image.
 * @throws SHAPE_MISMATCH where it takes none, or a number of the window makes no sense.
 */
export function placesOf(operation: string, image: Pair, window: Window): Pair {
  const { kernel, strides, pads, dilations } = window;
  if (![...kernel, ...strides, ...dilations].every(isCount) || ![0, ...pads].every((amount) => isCount(amount + 1))) {
    throw mismatch(operation, [kernel], `have a window that is none: ${JSON.stringify(window)}`);
  }
  const along = (axis: 0 | 1) => Math.floor(spare(image, window, axis) / strides[axis]) + 1;
  const places: Pair = [along(0), along(1)];
  if (![...image, ...places].every(isCount))
    throw mismatch(operation, [image, kernel], 'leave no place for the window in the image');
  return places;
}

/** Rows and columns at the end that no window reaches, because the stride does not divide. */
export function unreached(image: Pair, window: Window): Pair {
  return [spare(image, window, 0) % window.strides[0], spare(image, window, 1) % window.strides[1]];
}

/** How far the window can move. */
function spare(image: Pair, { kernel, pads, dilations }: Window, axis: 0 | 1): number {
  return image[axis] + pads[axis] + pads[axis + 2]! - (dilations[axis] * (kernel[axis] - 1) + 1);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

/** Rows and columns of a tensor of four axes. */
export function imageOf(shape: Shape): Pair {
  return [shape[2]!, shape[3]!];
}

/** Which pixel of the image lies under which element of the kernel at which place; indices into flat planes. */
export interface Meeting {
  readonly place: number;
  readonly pixel: number;
  readonly element: number;
}

/** Every meeting of the window with the image; padding meets nothing. */
export function meetings(image: Pair, places: Pair, { kernel, strides, pads, dilations }: Window): Meeting[] {
  const along = (axis: 0 | 1) => {
    const found: Meeting[] = [];
    for (let place = 0; place < places[axis]; place++) {
      for (let element = 0; element < kernel[axis]; element++) {
        const pixel = place * strides[axis] + element * dilations[axis] - pads[axis];
        if (pixel >= 0 && pixel < image[axis]) found.push({ place, pixel, element });
      }
    }
    return found;
  };
  const columns = along(1);
  return along(0).flatMap((row) =>
    columns.map((column) => ({
      place: row.place * places[1] + column.place,
      pixel: row.pixel * image[1] + column.pixel,
      element: row.element * kernel[1] + column.element,
    })),
  );
}
