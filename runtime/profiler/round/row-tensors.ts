import { SecateurError, sizeOf } from '../../../core/essentials.ts';
import type { Feed, ValueInfo } from '../../model/contract.ts';
import { shapeText } from '../../model/model-interface.ts';
import { typedData } from '../../predict/typed-data.ts';

/** An input, and its size for a call. */
export interface SizedInput {
  readonly input: ValueInfo;
  readonly dims: readonly number[];
}

/**
 * Numbers of a row, of all inputs together.
 * @throws UNSUPPORTED for an input whose size does not count the rows of a call
 */
export function rowWidth(inputs: readonly SizedInput[], rowsPerCall: number, model: string): number {
  const odd = inputs.find((each) => sizeOf(each.dims) !== rowsPerCall * ownWidth(each));
  if (!odd) return inputs.reduce((sum, each) => sum + ownWidth(each), 0);
  const { input, dims } = odd;
  const what = `the input '${input.name}' ${shapeText(dims)} does not count the rows of a call, which are ${rowsPerCall}`;
  throw new SecateurError('UNSUPPORTED', `${model}: ${what}. ${remedy}`);
}

/**
 * Rows as the tensors that a model with several inputs, or of another type than float32, takes: each row holds the values
 * of the first input, then those of the next. Rounded where an input takes whole numbers.
 * @param rows as many as the first dimension of each input says
 * @throws UNSUPPORTED for inputs that no numbers fill
 */
export function rowTensors(
  inputs: readonly SizedInput[],
  rows: Float32Array,
  model: string,
): Readonly<Record<string, Feed>> {
  const width = inputs.reduce((sum, each) => sum + ownWidth(each), 0);
  const count = rows.length / width;
  let start = 0;
  return Object.fromEntries(
    inputs.map((sized) => {
      const { name, type } = sized.input;
      const own = ownWidth(sized);
      const from = start;
      start += own;
      const values = Float32Array.from(
        { length: count * own },
        (_, at) => rows[Math.floor(at / own) * width + from + (at % own)]!,
      );
      const data = typedData(type, values);
      if (type && data) return [name, { type, data, dims: sized.dims }];
      const what = `the input '${name}' takes ${type ?? 'no tensor'}, which rows of numbers cannot fill`;
      throw new SecateurError('UNSUPPORTED', `${model}: ${what}. ${remedy}`);
    }),
  );
}

const remedy = 'Leave --input out to measure with random values.';

function ownWidth({ dims }: SizedInput): number {
  return sizeOf(dims.slice(1));
}
