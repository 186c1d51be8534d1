import { type Dataset, type LoadOptions, loadDataset } from '../../datasets/index.ts';

export type AnsweringOptions = Pick<LoadOptions, 'target' | 'task' | 'targetFile' | 'imageSize' | 'grey'>;

/** Data that models are asked about, and which of its rows. */
export interface AnsweringData {
  readonly dataset: Dataset;
  readonly rows: Uint32Array;
}

/**
 * Rows that were kept for looking at models: all of a table's, the test images of a data set that has its own.
 * @throws as `loadDataset`
 */
export async function answeringData(source: string, options: AnsweringOptions = {}): Promise<AnsweringData> {
  const hasOwnTest = /^(?:fashion-)?mnist$/.test(source);
  const whole = hasOwnTest ? {} : { testFraction: 0, validationFraction: 0 };
  const dataset = await loadDataset(source, { ...options, keepConstant: true, ...whole });
  const { train, validation, test } = dataset.split;
  return { dataset, rows: test.length > 0 ? test : Uint32Array.from([...train, ...validation]).sort() };
}
