import type { Classification, Regression } from '../model/contract.ts';

/** Outputs of a model by name, one number a row but for probabilities. */
export type Outputs = Readonly<Record<string, Float32Array | undefined>>;

/** One answer for each row of `probabilities`, `[rows, labels]`; the first of equal maxima wins. */
export function classificationsOf(
  probabilities: Float32Array,
  { entropy, mutualInformation }: Outputs,
  labels: readonly string[],
): Classification[] {
  const width = labels.length;
  const answers: Classification[] = [];
  for (let row = 0; row * width < probabilities.length; row++) {
    const own = probabilities.length === width ? probabilities : probabilities.slice(row * width, (row + 1) * width);
    let index = 0;
    for (let other = 1; other < width; other++) if (own[other]! > own[index]!) index = other;
    const answer = { label: labels[index]!, index, probabilities: own };
    if (!entropy) answers.push(answer);
    else if (!mutualInformation) answers.push({ ...answer, entropy: entropy[row]! });
    else answers.push({ ...answer, entropy: entropy[row]!, mutualInformation: mutualInformation[row]! });
  }
  return answers;
}

/** @param stdDev the same for all rows, where it is none of the outputs; undefined where the model does not know. */
export function regressionsOf(
  values: Float32Array,
  { stdDev: stdDevs, modelStdDev, lower, upper }: Outputs,
  stdDev: number | undefined,
): Regression[] {
  return Array.from(values, (value, row) => {
    const own = stdDevs ? stdDevs[row]! : stdDev;
    return {
      value,
      ...(own !== undefined && { stdDev: own }),
      ...(modelStdDev && { modelStdDev: modelStdDev[row]! }),
      ...(lower && upper && { interval: [lower[row]!, upper[row]!] as const }),
    };
  });
}
