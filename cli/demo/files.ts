import { join } from 'node:path';
import { rawRows } from '../../api/index.ts';
import { columnCount } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { csvText } from '../csv.ts';

/** Everything the demo writes. */
export interface DemoFiles {
  readonly posterior: string;
  readonly dense: string;
  readonly posteriorMean: string;
  readonly pruned: string;
  readonly digits: string;
  readonly report: string;
  readonly page: string;
}

export function demoFiles(folder: string): DemoFiles {
  return {
    posterior: join(folder, 'posterior.safetensors'),
    dense: join(folder, 'dense.onnx'),
    posteriorMean: join(folder, 'posterior-mean.onnx'),
    pruned: join(folder, 'pruned.onnx'),
    digits: join(folder, 'digits.csv'),
    report: join(folder, 'report.json'),
    page: join(folder, 'report.html'),
  };
}

/** The first test image of every class as raw pixels, for people to run the result on. */
export function sampleRows(dataset: Dataset): string {
  const { input, task, split, targets } = dataset;
  const classes = task.kind === 'classification' ? task.labels.map((_, label) => label) : [];
  const rows = classes.flatMap((label) => split.test.find((row) => targets[row] === label) ?? []);
  const values = rawRows(dataset, Uint32Array.from(rows));
  const width = columnCount(input);
  const header = Array.from({ length: width }, (_, index) => `pixel${index + 1}`);
  return csvText([header, ...rows.map((_, row) => Array.from(values.subarray(row * width, (row + 1) * width)))]);
}
