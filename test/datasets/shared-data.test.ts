import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { encodeRows, loadDataset } from '../../datasets/index.ts';

const folder = join(process.cwd(), '..', 'shared', 'data');
// The collection lies beside this repository where it is at hand, and is no part of it: elsewhere these count as skipped.
const present = existsSync(folder);

const tables: [string, number, number | 'regression'][] = [
  ['mlbench/DNA', 3186, 3],
  ['mlbench/Ionosphere', 351, 2],
  ['mlbench/LetterRecognition', 20_000, 26],
  ['mlbench/Vehicle', 846, 4],
  ['sklearn/breast_cancer', 569, 2],
  ['sklearn/diabetes', 442, 'regression'],
  ['sklearn/digits', 1797, 10],
  ['sklearn/wine', 178, 3],
  ['uci/bostonHousing', 506, 'regression'],
  ['uci/concrete', 1030, 'regression'],
  ['uci/energy', 768, 'regression'],
  ['uci/power-plant', 9568, 'regression'],
  ['uci/protein-tertiary-structure', 45_730, 'regression'],
  ['uci/wine-quality-red', 1599, 'regression'],
  ['uci/yacht', 308, 'regression'],
];

(present ? describe : describe.skip)('The collection of real tables', () => {
  test.each(tables)('%s loads with %i rows as %s', async (name, rows, expected) => {
    const dataset = await loadDataset(join(folder, `${name}.csv`));
    expect(dataset.targets).toHaveLength(rows);
    const { task } = dataset;
    expect(task.kind === 'classification' ? task.labels.length : task.kind).toBe(expected);
    const features = encodeRows(dataset.input, dataset.rows, dataset.split.train);
    expect(features.every(Number.isFinite)).toBe(true);
  });
});
