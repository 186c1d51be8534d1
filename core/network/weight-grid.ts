import { roundHalfEven } from '../float16.ts';
import type { Tensor } from '../tensor.ts';

/**
 * The evenly spaced values that a layer's weights are rounded to: `code * steps[unit]` with whole codes from
 * -2^(bits-1) to 2^(bits-1) - 1.
 */
export interface WeightGrid {
  /** 2 to 8. */
  readonly bits: number;
  /** `[units]`, above 0. */
  readonly steps: Float32Array;
}

/** Smallest and largest code of so many bits. */
export function codeRange(bits: number): readonly [lowest: number, highest: number] {
  return [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
}

/** The code of a weight: that of the nearest value on its grid, halves to even as the operator Round has it. */
export function codeOf(weight: number, step: number, bits: number): number {
  const [lowest, highest] = codeRange(bits);
  return Math.max(lowest, Math.min(highest, roundHalfEven(weight / step)));
}

/** @param values row by row, a row for each step. */
export function codesOf(values: ArrayLike<number>, { bits, steps }: WeightGrid): Int8Array {
  const fanIn = values.length / steps.length;
  return Int8Array.from({ length: values.length }, (_, at) =>
    codeOf(values[at]!, steps[Math.floor(at / fanIn)]!, bits),
  );
}

/** The weights that codes stand for, in the order of the codes. */
export function fromCodes(codes: ArrayLike<number>, { steps }: WeightGrid): Float32Array {
  const fanIn = codes.length / steps.length;
  return Float32Array.from(codes, (code, at) => code * steps[Math.floor(at / fanIn)]!);
}

/** A weight `[units, ...]` with every element at its nearest value on the grid. */
export function onGrid({ shape, data }: Tensor, grid: WeightGrid): Tensor {
  return { shape, data: fromCodes(codesOf(data, grid), grid) };
}

/**
 * A grid for weights `[units, ...]` that are as they are. With 8 bits it reaches just to the largest weight of each unit, so
 * that none is off by more than half a step; with fewer, large weights are cut off where that makes the squared error of
 * the unit's weights smaller.
 */
export function fittedGrid({ data }: Pick<Tensor, 'data'>, units: number, bits: number): WeightGrid {
  const fanIn = data.length / units;
  const steps = Float32Array.from({ length: units }, (_, unit) =>
    fittedStep(data.subarray(unit * fanIn, (unit + 1) * fanIn), bits),
  );
  return { bits, steps };
}

/** The same with one step for all units, which need be of about one size (`evenUnits`). */
export function sharedGrid(weight: Pick<Tensor, 'data'>, units: number, bits: number): WeightGrid {
  const [step] = fittedGrid(weight, 1, bits).steps;
  return { bits, steps: new Float32Array(units).fill(step!) };
}

/** Parts of the range that a grid may reach over; below a third, even two bits gain nothing. */
const reaches = Array.from({ length: 33 }, (_, index) => 1 - index / 48);

/** Of float32: below it steps themselves are rounded coarsely. */
const smallestNormal = 2 ** -126;

function fittedStep(weights: Float32Array, bits: number): number {
  const [, highest] = codeRange(bits);
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  const widest = Math.fround(largest / highest);
  // A unit of nothing but zeros, or of weights too small to divide, has no step of its own.
  if (widest < smallestNormal) return 1;
  if (bits === 8) return widest;
  let best = widest;
  let smallest = Number.POSITIVE_INFINITY;
  for (const reach of reaches) {
    const step = Math.fround(widest * reach);
    if (step < smallestNormal) break;
    let error = 0;
    for (const weight of weights) error += (weight - step * codeOf(weight, step, bits)) ** 2;
    if (error < smallest) [best, smallest] = [step, error];
  }
  return best;
}
