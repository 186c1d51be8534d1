import type { Distribution, Histogram } from '../../shared/operations/posterior-picture.ts';

const bins = 48;

/** Sums up numbers that come in pieces; a histogram needs a second pass with the extent that the first one found. */
export interface Moments {
  add(values: ArrayLike<number>): void;
  readonly found: MomentsFound;
}

export interface MomentsFound {
  readonly count: number;
  readonly zeros: number;
  readonly nonFinite: number;
  /** Of the finite numbers; min is above max where there are none. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Of the population. */
  readonly stdDev: number;
}

export function createMoments(): Moments {
  let [count, zeros, nonFinite, mean, squares] = [0, 0, 0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return {
    add: (values) => {
      const { length } = values;
      // Locals: half a billion numbers pass here.
      let [finite, none, strange, middle, sum, least, most] = [
        count - nonFinite,
        zeros,
        nonFinite,
        mean,
        squares,
        min,
        max,
      ];
      for (let at = 0; at < length; at++) {
        const value = values[at]!;
        // True of NaN and infinities only.
        if (value - value !== 0) {
          strange++;
          continue;
        }
        finite++;
        if (value === 0) none++;
        if (value < least) least = value;
        if (value > most) most = value;
        // Welford: no cancellation where the mean is large.
        const difference = value - middle;
        middle += difference / finite;
        sum += difference * (value - middle);
      }
      [count, zeros, nonFinite, mean, squares, min, max] = [count + length, none, strange, middle, sum, least, most];
    },
    get found() {
      return { count, zeros, nonFinite, min, max, mean, stdDev: Math.sqrt(squares / Math.max(1, count - nonFinite)) };
    },
  };
}

export interface Bins {
  add(values: ArrayLike<number>): void;
  readonly histogram: Histogram;
}

/** Equal widths from the smallest to the largest number. */
export function createBins({ min, max }: Pick<MomentsFound, 'min' | 'max'>): Bins {
  // One value alone stands in the middle of something.
  const [low, high] = min < max ? [min, max] : [min - 0.5, max + 0.5];
  const width = (high - low) / bins;
  const counts = new Array<number>(bins).fill(0);
  return {
    add: (values) => {
      const { length } = values;
      const { floor } = Math;
      for (let at = 0; at < length; at++) {
        const value = values[at]!;
        if (value - value !== 0) continue;
        // The width of a range beyond what a double holds is infinite: all in the first bin, then.
        const bin = floor((value - low) / width) || 0;
        counts[bin < 0 ? 0 : bin < bins ? bin : bins - 1]!++;
      }
    },
    get histogram() {
      return { edges: Array.from({ length: bins + 1 }, (_, at) => low + at * width), counts };
    },
  };
}

/**
 * Undefined where no number is finite.
 * @param pieces of the numbers, which are asked for twice
 * @param turn awaited after each piece
 */
export async function distributionOf(
  pieces: () => Iterable<ArrayLike<number>>,
  turn: () => Promise<void> = async () => undefined,
): Promise<Distribution | undefined> {
  const each = async (take: (values: ArrayLike<number>) => void) => {
    for (const piece of pieces()) {
      take(piece);
      await turn();
    }
  };
  const moments = createMoments();
  await each(moments.add);
  const { min, max, mean, stdDev, count, nonFinite } = moments.found;
  if (count === nonFinite) return undefined;
  const bins = createBins({ min, max });
  await each(bins.add);
  return { min, max, mean, stdDev, histogram: bins.histogram };
}
