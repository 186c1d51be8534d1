import { SecateurError } from '../core/index.ts';
import type { Rows } from './dataset.ts';

/** They have no scale yet: it is that of the training rows. */
export interface Measurements {
  readonly data: Rows;
  readonly scale: undefined;
}

/**
 * Images and series from numbers of any size and sign.
 * @param at the number at a position, in the order of the layout
 * @throws DATA_INVALID naming the first example with a number that is missing or infinite
 */
export function measurementsOf(
  source: string,
  count: number,
  width: number,
  at: (index: number) => number,
): Measurements {
  const data = new Float32Array(count * width);
  for (let index = 0; index < data.length; index++) {
    data[index] = at(index);
    if (!Number.isFinite(data[index])) throw notFinite(source, Math.floor(index / width), data[index]!);
  }
  return { data, scale: undefined };
}

function notFinite(source: string, example: number, value: number): SecateurError {
  const what = Number.isNaN(value) ? 'a number is missing (NaN)' : 'a number is infinite, or too large for 32 bits';
  return new SecateurError(
    'DATA_INVALID',
    `${source}: in example ${example} ${what}. Fill it in or leave the example out: convolutions read every value.`,
  );
}
