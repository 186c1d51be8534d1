import type { Tensor } from 'onnxruntime-common';
import { SecateurError, sizeOf } from '../../core/essentials.ts';
import type { BatchOptions, FeatureRow, Feed, Rows, ValueInfo } from '../model/contract.ts';
import { rowDimsOf, takesRows } from '../model/model-interface.ts';
import type { Runtime } from '../model/session.ts';
import { namedRows } from './feature-rows.ts';
import { type ArrayRows, flatRows } from './input-rows.ts';
import { type MicroBatch, microBatch } from './micro-batch.ts';

type Tensors = Readonly<Record<string, Tensor>>;

export interface OtherModelParts {
  readonly name: string;
  readonly inputs: readonly ValueInfo[];
  readonly batch: BatchOptions | undefined;
  readonly run: (feeds: Readonly<Record<string, Feed>>) => Promise<Tensors>;
  readonly runtime: () => Runtime;
}

/** `predict` of somebody else's model: all outputs, for rows by position or by the names of the inputs. */
export function outputsFrom({ name, inputs, batch, run, runtime }: OtherModelParts): {
  readonly predict: (rows: FeatureRow | Rows) => Promise<Tensors>;
  readonly flush: (() => void) | undefined;
} {
  const runRows = (flat: Float32Array) => {
    const rowDims = rowDimsOf(inputs, name);
    const dims = [flat.length / sizeOf(rowDims), ...rowDims];
    return run({ [inputs[0]!.name]: { type: 'float32', data: flat, dims } });
  };
  const partOf = (results: Tensors, start: number, count: number, total: number) => {
    const part: Record<string, Tensor> = {};
    for (const [output, { type, data, dims }] of Object.entries(results)) {
      if (dims[0] !== total) return undefined;
      const width = data.length / total;
      const own = data.slice(start * width, (start + count) * width);
      part[output] = new (runtime().Tensor)(type, own, [count, ...dims.slice(1)]);
    }
    return part;
  };
  let joined: MicroBatch<Tensors> | undefined;
  if (batch) {
    if (!takesRows(inputs) || typeof inputs[0]!.dims[0] !== 'string') {
      const what = 'calls of this model cannot be joined: it has not one float32 input with any number of rows';
      throw new SecateurError('ARGUMENT_INVALID', `${name}: ${what}. Load it without \`batch\`.`);
    }
    joined = microBatch(sizeOf(rowDimsOf(inputs, name)), runRows, partOf, batch);
  }
  return {
    predict: async (rows) => {
      const named = namedRows(rows);
      if (named) {
        const { feedsOf } = await import('./named-inputs.ts');
        return run(feedsOf(named, inputs, name));
      }
      const flat = flatRows(rows as ArrayRows, sizeOf(rowDimsOf(inputs, name)), name);
      return (joined?.run ?? runRows)(flat);
    },
    flush: joined?.flush,
  };
}
