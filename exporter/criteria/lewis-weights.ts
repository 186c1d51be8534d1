import { cholesky, solveLower } from '../../core/index.ts';

/** Rows of numbers, row-major `[rows, columns]`. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** Each step halves the error of the logarithms. */
const iterations = 24;

/**
 * The l1 Lewis weights of a matrix: the fixed point tau_j = sqrt(a_j' (A' D(1/tau) A)^+ a_j), which says how much of the
 * sum |A x|_1 row j can make up at most (Cohen and Peng, arXiv 1412.0588). They lie between 0 and 1 and sum up to the rank.
 */
export function lewisWeights(matrix: Matrix): { readonly weights: Float64Array; readonly rank: number } {
  const { rows } = matrix;
  const basis = independentColumns(matrix);
  const { columns: rank, values } = basis;
  const weights = new Float64Array(rows).fill(1);
  if (rank === 0) return { weights: weights.fill(0), rank };
  for (let iteration = 0; iteration < iterations; iteration++) {
    const lower = cholesky(weightedGram(basis, weights), rank);
    if (!lower) break;
    for (let row = 0; row < rows; row++) {
      const solved = solveLower(lower, rank, values.slice(row * rank, (row + 1) * rank));
      weights[row] = Math.sqrt(solved.reduce((sum, value) => sum + value ** 2, 0));
    }
  }
  return { weights, rank };
}

/** A' D(1/tau) A; rows of zeros have the weight 0 and no part in it. */
function weightedGram({ rows, columns, values }: Matrix, weights: Float64Array): Float64Array {
  const gram = new Float64Array(columns * columns);
  for (let row = 0; row < rows; row++) {
    if (weights[row] === 0) continue;
    for (let one = 0; one < columns; one++) {
      const scaled = values[row * columns + one]! / weights[row]!;
      for (let other = 0; other <= one; other++) {
        gram[one * columns + other]! += scaled * values[row * columns + other]!;
      }
    }
  }
  return gram;
}

/**
 * Orthonormal columns that span the same space (Gram and Schmidt, twice for the digits): Lewis weights depend on nothing
 * else of the columns, and these are never nearly dependent.
 */
function independentColumns({ rows, columns, values }: Matrix): Matrix {
  const found: Float64Array[] = [];
  for (let column = 0; column < columns && found.length < rows; column++) {
    const vector = Float64Array.from({ length: rows }, (_, row) => values[row * columns + column]!);
    const size = norm(vector);
    for (const _ of [0, 1]) for (const known of found) subtract(vector, known);
    const left = norm(vector);
    if (left > 1e-9 * size) found.push(vector.map((value) => value / left));
  }
  return {
    rows,
    columns: found.length,
    values: Float64Array.from(
      { length: rows * found.length },
      (_, at) => found[at % found.length]![Math.floor(at / found.length)]!,
    ),
  };
}

function subtract(vector: Float64Array, direction: Float64Array): void {
  const along = vector.reduce((sum, value, row) => sum + value * direction[row]!, 0);
  for (let row = 0; row < vector.length; row++) vector[row]! -= along * direction[row]!;
}

function norm(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value ** 2, 0));
}
