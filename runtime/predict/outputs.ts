import { joined, sizeOf } from '../../core/essentials.ts';
import type { Model } from '../model/contract.ts';
import { rowDimsOf } from '../model/model-interface.ts';
import { flatRows } from './input-rows.ts';

/**
 * The model's first output for many rows, run `batchSize` rows a call: class scores or predictions, one after another,
 * `rows * outputs` values. For accuracy, agreement with another model and the largest difference between providers.
 * @param rows raw values, `rows * columns`.
 * @throws SHAPE_MISMATCH, UNSUPPORTED (a model that rows alone cannot feed), PROVIDER_FAILED.
 */
export async function outputsOf(model: Model, rows: Float32Array, batchSize = 256): Promise<Float32Array> {
  const input = model.inputs[0]!;
  const rowDims = rowDimsOf(model.inputs, model.name);
  const width = sizeOf(rowDims);
  const flat = flatRows(rows, width, model.name);
  const batches: Float32Array[] = [];
  for (let start = 0; start < flat.length; start += batchSize * width) {
    const data = flat.subarray(start, start + batchSize * width);
    const results = await model.run({
      [input.name]: { type: 'float32', data, dims: [data.length / width, ...rowDims] },
    });
    batches.push(results[model.outputs[0]!.name]!.data as Float32Array);
  }
  return joined(Float32Array, batches);
}
