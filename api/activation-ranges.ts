import { SecateurError, sizeOf } from '../core/index.ts';
import { type ActivationRanges, productInputs } from '../exporter/index.ts';
import { decodeModel, encodeModel, type OnnxModel } from '../onnx/index.ts';
import { load } from '../runtime/index.ts';

/** Rows a call. */
const batchRows = 256;

/**
 * The smallest and largest values that each product of a float model reads on some rows: what `quantizeActivations` fixes
 * the steps by.
 * @param model with one input of float32, whose first dimension counts rows
 * @param rows raw values, one row after another
 * @throws ARGUMENT_INVALID without rows, DATA_INVALID when a value is not finite; what `load` and `run` throw
 */
export async function activationRanges(model: Uint8Array | OnnxModel, rows: Float32Array): Promise<ActivationRanges> {
  const decoded = model instanceof Uint8Array ? decodeModel(model, 'the model') : model;
  const names = productInputs(decoded);
  const { graph } = decoded;
  const given = new Set([...graph.inputs, ...graph.outputs].map(({ name }) => name));
  const watched = names.filter((name) => !given.has(name)).map((name) => ({ name, elementType: 'float32' as const }));
  const exposed = { ...decoded, graph: { ...graph, outputs: [...graph.outputs, ...watched] }, metadata: {} };
  await using session = await load(encodeModel(exposed));
  const [input] = session.inputs;
  const dims = input!.dims.slice(1).map(Number);
  const width = sizeOf(dims);
  if (rows.length < width)
    throw new SecateurError('ARGUMENT_INVALID', 'There are no rows to calibrate with. Give some.');
  const ranges = new Map(names.map((name) => [name, [0, 0] as [number, number]]));
  for (let start = 0; start < rows.length; start += batchRows * width) {
    const data = rows.subarray(start, start + batchRows * width);
    const feed = { type: 'float32' as const, data, dims: [data.length / width, ...dims] };
    const results = await session.run({ [input!.name]: feed });
    for (const [name, range] of ranges) {
      widen(range, name === input!.name ? data : (results[name]!.data as Float32Array), name);
    }
  }
  return Object.fromEntries(ranges);
}

function widen(range: [number, number], values: Float32Array, name: string): void {
  for (const value of values) {
    if (!Number.isFinite(value)) {
      throw new SecateurError(
        'DATA_INVALID',
        `The value '${name}' is ${value} for one of the rows: there is no range to fix. Leave out rows with missing values.`,
      );
    }
    if (value < range[0]) range[0] = value;
    if (value > range[1]) range[1] = value;
  }
}
