import { randomStream } from '../../core/index.ts';
import { mean, standardDeviation, standardError } from '../support/statistics.ts';

/** Features by column, each about standardised, and a target. */
export interface LinearProblem {
  readonly columns: readonly Float32Array[];
  readonly target: Float32Array;
}

export interface LassoFit {
  readonly intercept: number;
  readonly coefficients: Float64Array;
}

export interface LassoChoice {
  /** At the penalty with the least cross-validated error. */
  readonly best: LassoFit;
  /** At the largest penalty whose error is within one standard error of that: the customary choice for selection. */
  readonly sparse: LassoFit;
}

const penalties = 50;
const smallestShare = 0.01;
const folds = 5;
const tolerance = 1e-4;

/**
 * The lasso: least squares plus a penalty on the sum of absolute coefficients, by cyclic coordinate descent along a path
 * of 50 penalties (Friedman, Hastie and Tibshirani, J. Stat. Software 2010), chosen by five-fold cross-validation.
 */
export function crossValidatedLasso(problem: LinearProblem, seed: number): LassoChoice {
  const rows = problem.target.length;
  const order = randomStream(seed, 'lasso folds').permutation(rows);
  const path = penaltyPath(problem);
  const errors = Array.from({ length: folds }, (_, fold) => {
    const held = order.filter((_, index) => index % folds === fold);
    const test = rowsOf(problem, held);
    const fits = fitPath(
      rowsOf(
        problem,
        order.filter((_, index) => index % folds !== fold),
      ),
      path,
    );
    return fits.map((fit) => meanSquaredError(fit, test));
  });
  const perPenalty = path.map((_, index) => errors.map((fold) => fold[index]!));
  const means = perPenalty.map(mean);
  const best = means.indexOf(Math.min(...means));
  const sparse = means.findIndex((error) => error <= means[best]! + standardError(perPenalty[best]!));
  const fits = fitPath(problem, path.slice(0, best + 1));
  return { best: fits[best]!, sparse: fits[sparse]! };
}

export function predictLinear({ intercept, coefficients }: LassoFit, { columns, target }: LinearProblem): Float64Array {
  const predictions = new Float64Array(target.length).fill(intercept);
  coefficients.forEach((coefficient, column) => {
    if (coefficient === 0) return;
    const values = columns[column]!;
    for (let row = 0; row < predictions.length; row++) predictions[row]! += coefficient * values[row]!;
  });
  return predictions;
}

/** Logarithmically from the smallest penalty at which every coefficient is zero down to a hundredth of it. */
function penaltyPath({ columns, target }: LinearProblem): number[] {
  const centre = mean(Array.from(target));
  const residual = Float64Array.from(target, (value) => value - centre);
  const largest = columns.reduce((most, column) => Math.max(most, Math.abs(product(column, residual))), 0);
  return Array.from(
    { length: penalties },
    (_, index) => (largest / target.length) * smallestShare ** (index / (penalties - 1)),
  );
}

/** One fit for each penalty, from the largest, each starting from the one before. */
function fitPath(problem: LinearProblem, path: readonly number[]): LassoFit[] {
  const { columns, target } = problem;
  const rows = target.length;
  const norms = columns.map((column) => product(column, column) / rows);
  const scale = standardDeviation(Array.from(target));
  const coefficients = new Float64Array(columns.length);
  const residual = Float64Array.from(target);
  let intercept = 0;

  /** Minimises over one coefficient; returns by how much the predictions moved. */
  const update = (column: number, penalty: number): number => {
    const values = columns[column]!;
    const before = coefficients[column]!;
    const gradient = product(values, residual) / rows + norms[column]! * before;
    const after =
      norms[column] === 0 ? 0 : (Math.sign(gradient) * Math.max(0, Math.abs(gradient) - penalty)) / norms[column]!;
    const change = after - before;
    if (change === 0) return 0;
    coefficients[column] = after;
    for (let row = 0; row < rows; row++) residual[row]! -= change * values[row]!;
    return Math.abs(change) * Math.sqrt(norms[column]!);
  };
  const centre = () => {
    const shift = residual.reduce((sum, value) => sum + value, 0) / rows;
    intercept += shift;
    for (let row = 0; row < rows; row++) residual[row]! -= shift;
  };
  const sweep = (which: readonly number[], penalty: number) => {
    centre();
    return which.reduce((most, column) => Math.max(most, update(column, penalty)), 0);
  };

  const all = columns.map((_, column) => column);
  return path.map((penalty) => {
    // Sweeps over everything find out what takes part; those in between move only that.
    while (sweep(all, penalty) > tolerance * scale) {
      const active = all.filter((column) => coefficients[column] !== 0);
      while (sweep(active, penalty) > tolerance * scale);
    }
    return { intercept, coefficients: coefficients.slice() };
  });
}

function rowsOf({ columns, target }: LinearProblem, rows: Uint32Array): LinearProblem {
  const choose = (values: Float32Array) => Float32Array.from(rows, (row) => values[row]!);
  return { columns: columns.map(choose), target: choose(target) };
}

function meanSquaredError(fit: LassoFit, problem: LinearProblem): number {
  return mean(Array.from(predictLinear(fit, problem), (value, row) => (value - problem.target[row]!) ** 2));
}

function product(column: Float32Array, other: Float32Array | Float64Array): number {
  let sum = 0;
  for (let row = 0; row < column.length; row++) sum += column[row]! * other[row]!;
  return sum;
}
