/**
 * The lower triangle L of a symmetric positive definite matrix, L L' = A; row-major `[size, size]`, what lies above the
 * diagonal is not read.
 * @returns undefined when the matrix is not positive definite to the digits of float64
 */
export function cholesky(matrix: Float64Array, size: number): Float64Array | undefined {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column]!;
      for (let at = 0; at < column; at++) sum -= lower[row * size + at]! * lower[column * size + at]!;
      if (row > column) lower[row * size + column] = sum / lower[column * size + column]!;
      else if (sum > 0) lower[row * size + row] = Math.sqrt(sum);
      else return undefined;
    }
  }
  return lower;
}

/** x with L x = b, in the place of b. */
export function solveLower(lower: Float64Array, size: number, b: Float64Array): Float64Array {
  for (let row = 0; row < size; row++) {
    let sum = b[row]!;
    for (let at = 0; at < row; at++) sum -= lower[row * size + at]! * b[at]!;
    b[row] = sum / lower[row * size + row]!;
  }
  return b;
}

/** x with L L' x = b, in the place of b. */
export function solveCholesky(lower: Float64Array, size: number, b: Float64Array): Float64Array {
  solveLower(lower, size, b);
  for (let row = size - 1; row >= 0; row--) {
    let sum = b[row]!;
    for (let at = row + 1; at < size; at++) sum -= lower[at * size + row]! * b[at]!;
    b[row] = sum / lower[row * size + row]!;
  }
  return b;
}
