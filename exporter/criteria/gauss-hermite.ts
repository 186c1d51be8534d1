/** Points and weights with E[f(x)] = sum weight f(point) for x ~ N(0, 1) and polynomials f up to degree 2 n - 1. */
export interface Quadrature {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/** Zeros of the Hermite polynomials by Newton's method, each started from where the ones before it lead. */
export function gaussHermite(count: number): Quadrature {
  const points = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let index = 0; index < Math.ceil(count / 2); index++) {
    let x = startingPoint(count, index, points);
    let slope = 0;
    for (let step = 0; step < 100; step++) {
      const { value, derivative } = orthonormalHermite(count, x);
      const move = value / derivative;
      x -= move;
      slope = derivative;
      if (Math.abs(move) < 1e-15 * (1 + Math.abs(x))) break;
    }
    points[index] = x;
    points[count - 1 - index] = -x;
    weights[index] = 2 / slope ** 2;
    weights[count - 1 - index] = weights[index]!;
  }
  // From the weight function exp(-x^2) to the standard normal density.
  return { points: points.map((x) => x * Math.SQRT2), weights: weights.map((weight) => weight / Math.sqrt(Math.PI)) };
}

/** Asymptotic for the two largest zeros, then extrapolated. */
function startingPoint(count: number, index: number, points: Float64Array): number {
  const size = 2 * count + 1;
  if (index === 0) return Math.sqrt(size) - 1.85575 * size ** (-1 / 6);
  if (index === 1) return points[0]! - (1.14 * count ** 0.426) / points[0]!;
  if (index === 2) return 1.86 * points[1]! - 0.86 * points[0]!;
  if (index === 3) return 1.91 * points[2]! - 0.91 * points[1]!;
  return 2 * points[index - 1]! - points[index - 2]!;
}

/** The orthonormal Hermite polynomial of a degree, by its three-term recurrence. */
function orthonormalHermite(degree: number, x: number): { value: number; derivative: number } {
  let [before, value] = [0, Math.PI ** -0.25];
  for (let n = 1; n <= degree; n++) {
    [before, value] = [value, x * Math.sqrt(2 / n) * value - Math.sqrt((n - 1) / n) * before];
  }
  return { value, derivative: Math.sqrt(2 * degree) * before };
}
