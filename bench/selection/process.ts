import { type Score, scoreModel } from '../../api/index.ts';
import { parameterCount, specOf } from '../../core/index.ts';
import { type Dataset, loadDataset } from '../../datasets/index.ts';
import { exportModel, mostWithinFalseDiscoveryRate } from '../../exporter/index.ts';
import { examplesOf } from '../../trainer/index.ts';
import { cutOrUncut, fitTable, inputProbabilities, logOddsOfInputs } from '../support/fit-table.ts';
import { mean } from '../support/statistics.ts';
import { answerTask } from '../support/tasks.ts';
import { crossValidatedLasso, type LassoFit, type LinearProblem, predictLinear } from './lasso.ts';
import { importantFeatures } from './permutation-importance.ts';

export interface SelectionTask {
  readonly source: string;
  readonly seed: number;
  readonly rates: readonly number[];
}

/** One method on one draw of a design. */
export interface Selected {
  readonly method: string;
  /** Indices of the inputs that it keeps. */
  readonly inputs: readonly number[];
  /** RMSE or accuracy on the test rows, of methods that predict. */
  readonly score?: number;
  readonly parameters?: number;
}

export interface SelectionAnswer {
  readonly truth: readonly number[];
  readonly features: number;
  readonly scoreName: Score['name'];
  readonly probabilities: readonly number[];
  readonly selections: readonly Selected[];
  readonly seconds: number;
}

await answerTask(async ({ source, seed, rates }: SelectionTask): Promise<SelectionAnswer> => {
  const began = performance.now();
  const dataset = await loadDataset(source, { seed });
  const { posterior, dense } = await fitTable(dataset, { seed });
  const { network, plan } = cutOrUncut(posterior, { name: 'median' });
  const pruned = await scoreModel(exportModel(network), dataset, dataset.split.test);
  const size = specOf(network);
  const logOdds = logOddsOfInputs(posterior)!;

  const denseScore = await scoreModel(exportModel(dense), dataset, dataset.split.test);
  const lasso = crossValidatedLasso(linearProblem(dataset, dataset.split.train), seed);
  const lassoRow = (method: string, fit: LassoFit): Selected => ({
    method,
    inputs: Array.from(fit.coefficients.keys()).filter((feature) => fit.coefficients[feature] !== 0),
    score: scoreLinear(fit, dataset),
  });
  return {
    truth: dataset.truth!,
    features: logOdds.length,
    scoreName: pruned.name,
    probabilities: inputProbabilities(posterior)!,
    selections: [
      {
        method: 'median cut',
        inputs: plan?.keptInputs ?? [],
        score: pruned.value,
        parameters: parameterCount(size),
      },
      ...rates.map((rate) => ({ method: `fdr=${rate}`, inputs: mostWithinFalseDiscoveryRate(logOdds, rate) })),
      lassoRow('lasso, least error', lasso.best),
      lassoRow('lasso, one standard error', lasso.sparse),
      {
        method: 'dense, permutation importance',
        inputs: importantFeatures(dense, dataset, seed),
        score: denseScore.value,
        parameters: parameterCount(specOf(dense)),
      },
    ],
    seconds: (performance.now() - began) / 1000,
  };
});

/** Features by column; the target standardised, or 0 and 1 for two classes (a linear model of the label). */
function linearProblem(dataset: Dataset, rows: Uint32Array): LinearProblem {
  const examples = examplesOf(dataset, rows);
  const values = new Float32Array(rows.length * examples.width);
  examples.features(
    rows.map((_, index) => index),
    values,
  );
  const columns = Array.from({ length: examples.width }, (_, column) =>
    Float32Array.from(rows, (_, row) => values[row * examples.width + column]!),
  );
  const { task, targets } = dataset;
  const target = Float32Array.from(rows, (row) =>
    task.kind === 'regression' ? (targets[row]! - task.mean) / task.scale : targets[row]!,
  );
  return { columns, target };
}

function scoreLinear(fit: LassoFit, dataset: Dataset): number {
  const problem = linearProblem(dataset, dataset.split.test);
  const predictions = predictLinear(fit, problem);
  const { task } = dataset;
  if (task.kind === 'classification') {
    return mean(Array.from(predictions, (value, row) => Number(value > 0.5 === (problem.target[row] === 1))));
  }
  return task.scale * Math.sqrt(mean(Array.from(predictions, (value, row) => (value - problem.target[row]!) ** 2)));
}
