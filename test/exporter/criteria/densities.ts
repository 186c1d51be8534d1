export function normalDensity(x: number, mean: number, deviation: number): number {
  return Math.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * Math.sqrt(2 * Math.PI));
}

/** The integral of f over ten standard deviations, by the trapezoidal rule. */
export function integral(mean: number, deviation: number, f: (x: number) => number): number {
  const steps = 200_000;
  const width = (20 * deviation) / steps;
  let sum = 0;
  for (let step = 0; step <= steps; step++) sum += f(mean + (step - steps / 2) * width);
  return sum * width;
}
