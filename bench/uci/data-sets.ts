import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SecateurError } from '../../core/index.ts';
import type { LoadOptions } from '../../datasets/index.ts';

/** One data set of the bench. */
export interface DataSet {
  /** Below the data folder. */
  readonly file: string;
  readonly task: 'regression' | 'classification';
  /** How many splits are customary, or drawn. */
  readonly splits: number;
}

/** With the splits that the literature uses, listed in a file beside the table. */
const regression = (name: string, splits = 20): DataSet => ({ file: `uci/${name}.csv`, task: 'regression', splits });
/** With stratified splits drawn by seed, 70 / 10 / 20. */
const classification = (file: string): DataSet => ({ file, task: 'classification', splits: 10 });

export const dataSets: Readonly<Record<string, DataSet>> = {
  bostonHousing: regression('bostonHousing'),
  concrete: regression('concrete'),
  energy: regression('energy'),
  'power-plant': regression('power-plant'),
  'protein-tertiary-structure': regression('protein-tertiary-structure', 5),
  'wine-quality-red': regression('wine-quality-red'),
  yacht: regression('yacht'),
  DNA: classification('mlbench/DNA.csv'),
  letters: classification('mlbench/LetterRecognition.csv'),
  vehicle: classification('mlbench/Vehicle.csv'),
  ionosphere: classification('mlbench/Ionosphere.csv'),
  digits: classification('sklearn/digits.csv'),
  'breast cancer': classification('sklearn/breast_cancer.csv'),
  wine: classification('sklearn/wine.csv'),
};

/** @throws FILE_NOT_FOUND */
export function dataFolder(): string {
  const folder = process.env['SECATEUR_DATA'] ?? '../shared/data';
  if (existsSync(join(folder, 'uci'))) return folder;
  throw new SecateurError(
    'FILE_NOT_FOUND',
    `${folder}: no folder with the data sets uci/, mlbench/ and sklearn/ is there. Name it in the environment variable SECATEUR_DATA.`,
  );
}

/** What to load for one split, counted from 0. */
export function sourceOf(
  { file, task }: DataSet,
  folder: string,
  split: number,
): { path: string; options: LoadOptions } {
  const path = join(folder, file);
  const options =
    task === 'regression'
      ? { task, seed: split, split: `${path.replace(/\.csv$/, '.splits.json')}#${split}` }
      : { task, seed: split };
  return { path, options };
}
