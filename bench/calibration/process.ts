import { type Score, scoreModel } from '../../api/index.ts';
import { loadDataset } from '../../datasets/index.ts';
import { exportModel } from '../../exporter/index.ts';
import { cutOrUncut, fitTable, inputProbabilities } from '../support/fit-table.ts';
import { answerTask } from '../support/tasks.ts';

export interface CalibrationTask {
  readonly source: string;
  readonly seed: number;
  readonly family: string;
}

export interface CalibrationAnswer {
  /** Of each input. */
  readonly probabilities: readonly number[];
  /** The inputs that matter. */
  readonly truth: readonly number[];
  /** Of the median cut on the test rows. */
  readonly score: Score;
  readonly seconds: number;
}

await answerTask(async ({ source, seed, family }: CalibrationTask): Promise<CalibrationAnswer> => {
  const began = performance.now();
  const dataset = await loadDataset(source, { seed });
  const { posterior } = await fitTable(dataset, { seed, family });
  const { network } = cutOrUncut(posterior, { name: 'median' });
  return {
    probabilities: inputProbabilities(posterior)!,
    truth: dataset.truth!,
    score: await scoreModel(exportModel(network), dataset, dataset.split.test),
    seconds: (performance.now() - began) / 1000,
  };
});
