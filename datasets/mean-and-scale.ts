import { SecateurError } from '../core/index.ts';

/** Mean and standard deviation (divided by n), rounded to float32 as the exported model will hold them. */
export interface MeanAndScale {
  readonly mean: number;
  readonly scale: number;
}

// With reserve on both sides: an engine may flush subnormal numbers to zero, and a standardised value is a quotient.
const smallestScale = 1e-37;
const largestScale = 1e37;

export function meanAndScale(values: Float32Array): MeanAndScale {
  return columnMeansAndScales(
    values,
    1,
    Uint32Array.from(values, (_, row) => row),
  )[0]!;
}

/**
 * Of every column of `[n, width]`, over the given rows, without the missing values (NaN). Row by row, because a walk
 * down each column of a wide table waits for memory at every value. The scale of a column without values is 0.
 */
export function columnMeansAndScales(data: Float32Array, width: number, rows: Uint32Array): MeanAndScale[] {
  const first = new Float64Array(width).fill(Number.NaN);
  const sums = new Float64Array(width);
  const counts = new Float64Array(width);
  // Distances from the first value keep their digits where the mean is far larger than the spread.
  for (const row of rows) {
    for (let column = 0; column < width; column++) {
      const value = data[row * width + column]!;
      if (Number.isNaN(value)) continue;
      if (counts[column] === 0) first[column] = value;
      counts[column]!++;
      sums[column]! += value - first[column]!;
    }
  }
  const centres = sums.map((sum, column) => sum / counts[column]!);
  const squares = new Float64Array(width);
  for (const row of rows) {
    for (let column = 0; column < width; column++) {
      const value = data[row * width + column]!;
      if (!Number.isNaN(value)) squares[column]! += (value - first[column]! - centres[column]!) ** 2;
    }
  }
  return Array.from(squares, (square, column) =>
    counts[column] === 0
      ? { mean: 0, scale: 0 }
      : {
          mean: Math.fround(first[column]! + centres[column]!),
          scale: scaleOf(square / counts[column]!),
        },
  );
}

/** A spread that is too small for float32 must not pass for no spread. */
function scaleOf(variance: number): number {
  const deviation = Math.sqrt(variance);
  return Math.fround(deviation) || deviation;
}

/** @throws DATA_INVALID where dividing by the spread would leave float32. */
export function requireUsableScale(source: string, name: string, { scale }: MeanAndScale): void {
  if (scale >= smallestScale && scale <= largestScale) return;
  throw new SecateurError(
    'DATA_INVALID',
    `${source}, column '${name}': its values spread by ${scale.toExponential(1)}, too ${scale < 1 ? 'little' : 'much'} for 32-bit floating point. Give it in another unit, for example multiplied by ${scale < 1 ? '1e30' : '1e-30'}.`,
  );
}

/** A sentence about values so far from zero, for how little they spread, that float32 takes many of them for equal. */
export function noteOnResolution(name: string, { mean, scale }: MeanAndScale): string[] {
  const step = 2 ** (Math.floor(Math.log2(Math.abs(mean))) - 23);
  if (!(step > scale / 20)) return [];
  const [around, spread, apart] = [mean, scale, step].map((value) => Number(value.toPrecision(3)));
  return [
    `\`${name}\` spreads by ${spread} around ${around}, where neighbours in 32-bit floating point lie ${apart} apart: most of its digits are lost. Subtract a number from it first.`,
  ];
}
