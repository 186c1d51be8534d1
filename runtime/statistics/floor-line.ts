import { medianOf } from './bootstrap.ts';

/** Time of a call as a straight line of its work: `overhead + work * slope`, both above 0. */
export interface Line {
  readonly overhead: number;
  readonly slope: number;
}

export interface Point {
  /** Above 0. */
  readonly work: number;
  /** Above 0. */
  readonly time: number;
}

/** Huber's constant: 95 % as good as least squares where errors are normal. */
const threshold = 1.345;
const iterations = 12;
/** Where work does not show in the time at all, it shows less than this at the largest. */
const leastShare = 1e-3;

/**
 * Fits a line to relative errors, since a tenth of a microsecond matters where a call takes one, and not where it takes a
 * thousand. Robust against single points off the line: residuals beyond Huber's threshold count in proportion (iteratively
 * reweighted least squares; Huber, "Robust estimation of a location parameter", 1964).
 * @param points at least two of different work
 */
export function fitLine(points: readonly Point[]): Line {
  const weights = points.map(() => 1);
  let line = weightedLine(points, weights);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const residuals = residualsOf(line, points);
    const scale = Math.max(1e-4, 1.4826 * medianOf(residuals.map(Math.abs)));
    for (const [at, residual] of residuals.entries()) {
      weights[at] = Math.min(1, (threshold * scale) / Math.max(Math.abs(residual), 1e-12));
    }
    line = weightedLine(points, weights);
  }
  return line;
}

/** Of each point: by which part of its time the line misses it. */
export function residualsOf({ overhead, slope }: Line, points: readonly Point[]): number[] {
  return points.map(({ work, time }) => (time - overhead - slope * work) / time);
}

function weightedLine(points: readonly Point[], weights: readonly number[]): Line {
  const largest = Math.max(...points.map(({ work }) => work));
  let [one, x, xx, y, xy] = [0, 0, 0, 0, 0];
  for (const [at, { work, time }] of points.entries()) {
    const weight = weights[at]! / time ** 2;
    const scaled = work / largest;
    one += weight;
    x += weight * scaled;
    xx += weight * scaled ** 2;
    y += weight * time;
    xy += weight * scaled * time;
  }
  const determinant = one * xx - x * x;
  const slope = (one * xy - x * y) / determinant;
  const overhead = (xx * y - x * xy) / determinant;
  // Neither can be negative: the best line within the bounds lies on one of them.
  if (!(overhead > 0)) return { overhead: 1e-6, slope: xy / xx / largest };
  if (!(slope > leastShare * overhead)) return { overhead: y / one, slope: (leastShare * (y / one)) / largest };
  return { overhead, slope: slope / largest };
}
