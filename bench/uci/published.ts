/** One row of a published table: root mean squared error and log-likelihood, mean ± standard error over the same splits. */
export interface Published {
  readonly method: string;
  readonly rmse: number;
  readonly logLikelihood: number;
}

/**
 * Networks of one hidden layer of 50 units (100 for protein), uncut: probabilistic backpropagation (Hernández-Lobato and
 * Adams, arXiv 1502.05336), dropout (Gal and Ghahramani, arXiv 1506.02142) and ensembles of five (Lakshminarayanan et
 * al., arXiv 1612.01474, whose table 1 lists all three).
 */
const methods = ['PBP', 'MC dropout', 'deep ensembles'];
const table: Readonly<Record<string, readonly [rmse: readonly number[], logLikelihood: readonly number[]]>> = {
  bostonHousing: [
    [3.01, 2.97, 3.28],
    [-2.57, -2.46, -2.41],
  ],
  concrete: [
    [5.67, 5.23, 6.03],
    [-3.16, -3.04, -3.06],
  ],
  energy: [
    [1.8, 1.66, 2.09],
    [-2.04, -1.99, -1.38],
  ],
  'power-plant': [
    [4.12, 4.02, 4.11],
    [-2.84, -2.8, -2.79],
  ],
  'protein-tertiary-structure': [
    [4.73, 4.36, 4.71],
    [-2.97, -2.89, -2.83],
  ],
  'wine-quality-red': [
    [0.64, 0.62, 0.64],
    [-0.97, -0.93, -0.94],
  ],
  yacht: [
    [1.02, 1.11, 1.58],
    [-1.63, -1.55, -1.18],
  ],
};

/** What was published of a data set; nothing of the classifications. */
export function publishedOf(name: string): Published[] {
  const [rmse, logLikelihood] = table[name] ?? [];
  if (!rmse || !logLikelihood) return [];
  return methods.map((method, index) => ({ method, rmse: rmse[index]!, logLikelihood: logLikelihood[index]! }));
}
