import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { labelsOf, shareEqual, targetsOf } from '../../api/commands.ts';
import type { Dataset } from '../../datasets/index.ts';
import { modelRows } from './exchange.ts';

export interface Measured {
  readonly sizeBytes: number;
  /** On the test rows, from the file as it is, in onnxruntime on the CPU. */
  readonly accuracy: number;
}

const batchRows = 1000;

/** @param shape what the model reads, without the batch */
export async function measureFile(path: string, dataset: Dataset, shape: readonly number[]): Promise<Measured> {
  const { test } = dataset.split;
  const bytes = await readFile(path);
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  try {
    const labels: number[] = [];
    for (let start = 0; start < test.length; start += batchRows) {
      const rows = test.subarray(start, start + batchRows);
      const input = new Tensor('float32', modelRows(dataset, rows), [rows.length, ...shape]);
      const outputs = await session.run({ [session.inputNames[0]!]: input });
      const { data, dims } = outputs[session.outputNames[0]!] as Tensor;
      labels.push(...labelsOf(data as Float32Array, dims[1]!));
    }
    return { sizeBytes: bytes.length, accuracy: shareEqual(labels, targetsOf(dataset, test)) };
  } finally {
    await session.release();
  }
}
