import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { targetsOf } from '../../api/commands.ts';
import { rawRows } from '../../api/index.ts';
import type { Dataset } from '../../datasets/index.ts';

/** The training rows as every contender sees them: pixels from 0 to 1, tables raw. */
export async function writeTraining(dataset: Dataset, folder: string): Promise<void> {
  const { train } = dataset.split;
  const labels = Int32Array.from(targetsOf(dataset, train));
  await writeFile(join(folder, 'train-rows'), new Uint8Array(modelRows(dataset, train).buffer));
  await writeFile(join(folder, 'train-labels'), new Uint8Array(labels.buffer));
}

/** What a model is fed. */
export function modelRows(dataset: Dataset, rows: Uint32Array): Float32Array {
  const values = rawRows(dataset, rows);
  return dataset.input.kind === 'image' ? values.map((pixel) => Math.fround(pixel / 255)) : values;
}
