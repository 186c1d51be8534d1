import { SecateurError } from '../core/index.ts';
import type { Dataset } from '../datasets/index.ts';
import { type LoadOptions, load } from '../runtime/index.ts';
import { type Calibration, calibration } from '../trainer/index.ts';
import { predictionsOf, rowsFor, targetsOf } from './scores/score-model.ts';

/**
 * How far an exported model's probabilities and intervals can be relied on, measured on the model as users run it. Choose by
 * `dataset.split.validation`, and report on `dataset.split.test`.
 * @param model bytes or path of a model exported by Secateur for this data
 * @param rows indices into the data set
 * @returns undefined for a regression that knows no noise
 * @throws ARGUMENT_INVALID when there are no rows; what `load` throws
 */
export async function calibrate(
  model: string | Uint8Array,
  dataset: Dataset,
  rows: Uint32Array,
  options: Pick<LoadOptions, 'device'> = {},
): Promise<Calibration | undefined> {
  if (rows.length === 0) throw new SecateurError('ARGUMENT_INVALID', 'There are no rows to look at.');
  await using loaded = await load(model, options);
  return calibration(
    dataset.task,
    await predictionsOf(loaded, rowsFor(loaded, dataset, rows)),
    targetsOf(dataset, rows),
  );
}
