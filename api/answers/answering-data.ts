import { isSecateurError } from '../../core/index.ts';
import { type Dataset, type LoadOptions, loadDataset } from '../../datasets/index.ts';

export type AnsweringOptions = Pick<LoadOptions, 'target' | 'task' | 'targetFile' | 'imageSize' | 'grey'>;

/** Data that models are asked about, and which of its rows. */
export interface AnsweringData {
  readonly dataset: Dataset;
  readonly rows: Uint32Array;
}

/**
 * Rows that were kept for looking at models: all of a table's, the test rows of a data set that has its own.
 * @throws as `loadDataset`
 */
export async function answeringData(source: string, options: AnsweringOptions = {}): Promise<AnsweringData> {
  const asked = { ...options, keepConstant: true };
  const dataset = await loadDataset(source, { ...asked, testFraction: 0, validationFraction: 0 }).catch((error) => {
    // What comes with a division of its own takes no other; what else was wrong is wrong again.
    if (isSecateurError(error) && error.code === 'ARGUMENT_INVALID') return loadDataset(source, asked);
    throw error;
  });
  const { train, validation, test } = dataset.split;
  return { dataset, rows: test.length > 0 ? test : Uint32Array.from([...train, ...validation]).sort() };
}
