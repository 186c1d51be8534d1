import type { Interval } from '../model/profile.ts';
import type { Replicate } from './bootstrap.ts';
import { studentT } from './student-t.ts';

/** How well a positive figure is known, on a logarithmic scale: errors of times are factors, not differences. */
export interface Uncertainty {
  readonly logStandardError: number;
  /** Degrees of freedom: how well the standard error itself is known. */
  readonly degrees: number;
}

/** A nanosecond: clocks that tell no less say 0. */
const shortest = 1e-6;

/**
 * From bootstrap replicates of a figure. Where rounds were resampled, few of them say little about how much they differ:
 * the replicates of n rounds vary by (n - 1) / n of what n rounds do, and the standard error is as uncertain as Student's t
 * with n - 1 degrees of freedom says.
 * @param figure which of the replicates' values. @param rounds how many were resampled; of a single one only its calls were (see `bootstrap`)
 */
export function uncertaintyOf(replicates: readonly Replicate[], figure: number, rounds: number): Uncertainty {
  const logs = replicates.map(({ values }) => Math.log(Math.max(values[figure]!, shortest)));
  const mean = logs.reduce((sum, value, at) => sum + replicates[at]!.weight * value, 0);
  const variance = logs.reduce((sum, value, at) => sum + replicates[at]!.weight * (value - mean) ** 2, 0);
  if (rounds === 1) return { logStandardError: Math.sqrt(variance), degrees: Number.POSITIVE_INFINITY };
  return { logStandardError: Math.sqrt((variance * rounds) / (rounds - 1)), degrees: rounds - 1 };
}

/** Of a ratio of two figures that were measured apart: Welch's degrees of freedom. */
export function ofRatio(one: Uncertainty, other: Uncertainty): Uncertainty {
  const [a, b] = [one.logStandardError ** 2, other.logStandardError ** 2];
  const degrees = (a + b) ** 2 / (a ** 2 / one.degrees + b ** 2 / other.degrees);
  return { logStandardError: Math.sqrt(a + b), degrees: a + b === 0 ? one.degrees : degrees };
}

/** 95 % around an estimate. */
export function intervalAround(estimate: number, { logStandardError, degrees }: Uncertainty): Interval {
  if (!(logStandardError > 0)) return [estimate, estimate];
  const factor = Math.exp(studentT(degrees) * logStandardError);
  return [estimate / factor, estimate * factor];
}
