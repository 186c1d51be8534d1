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
      for (let at = 0; at < values.length; at++) {
        const value = values[at]!;
        count++;
        if (!Number.isFinite(value)) {
          nonFinite++;
          continue;
        }
        if (value === 0) zeros++;
        if (value < min) min = value;
        if (value > max) max = value;
        // Welford: no cancellation where the mean is large.
        const difference = value - mean;
        mean += difference / (count - nonFinite);
        squares += difference * (value - mean);
      }
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
      for (let at = 0; at < values.length; at++) {
        const value = values[at]!;
        if (!Number.isFinite(value)) continue;
        // The width of a range beyond what a double holds is infinite: all in the first bin, then.
        const bin = Math.min(bins - 1, Math.max(0, Math.floor((value - low) / width) || 0));
        counts[bin]!++;
      }
    },
    get histogram() {
      return { edges: Array.from({ length: bins + 1 }, (_, at) => low + at * width), counts };
    },
  };
}

/** Undefined where no number is finite. */
export function distributionOf(values: ArrayLike<number>): Distribution | undefined {
  const moments = createMoments();
  moments.add(values);
  const { min, max, mean, stdDev, count, nonFinite } = moments.found;
  if (count === nonFinite) return undefined;
  const histogram = createBins({ min, max });
  histogram.add(values);
  return { min, max, mean, stdDev, histogram: histogram.histogram };
}
