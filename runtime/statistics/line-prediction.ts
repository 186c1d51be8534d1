import type { Interval } from '../model/profile.ts';
import { fitLine, type Point, residualsOf } from './floor-line.ts';
import { intervalAround } from './uncertainty.ts';

/** What a straight line through measured times says of other work. */
export interface Predicted {
  readonly time: number;
  /** 95 % for one more measurement of its kind: how far those that were made lie off the line, and how far it reaches. */
  readonly interval: Interval;
}

/**
 * The prediction interval of least squares on relative errors: with residuals of standard deviation s around a line through
 * n points, one more lies off it by s sqrt(1 + leverage), as Student's t with n - 2 degrees of freedom.
 * @param points at least three of different work
 */
export function predictFromLine(points: readonly Point[], work: number): Predicted {
  const line = fitLine(points);
  const at = (where: number) => line.overhead + line.slope * where;
  const degrees = points.length - 2;
  const variance = residualsOf(line, points).reduce((sum, residual) => sum + residual ** 2, 0) / degrees;
  const logStandardError = Math.sqrt(variance * (1 + leverage(points, work, at)));
  return { time: at(work), interval: intervalAround(at(work), { logStandardError, degrees }) };
}

/** The variance of the line at some work, as a part of that of a point. */
function leverage(points: readonly Point[], work: number, at: (work: number) => number): number {
  let [one, x, xx] = [0, 0, 0];
  for (const point of points) {
    const weight = at(point.work) ** -2;
    one += weight;
    x += weight * point.work;
    xx += weight * point.work ** 2;
  }
  return (xx - 2 * work * x + work ** 2 * one) / (one * xx - x * x) / at(work) ** 2;
}
