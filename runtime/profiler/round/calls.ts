import type { Tensor } from 'onnxruntime-common';
import {
  type InputSpec,
  pixelPlaces,
  type RandomStream,
  randomStream,
  SecateurError,
  sizeOf,
} from '../../../core/essentials.ts';
import type { Feed, Model, ValueInfo } from '../../model/contract.ts';
import { fixedRows, rowDimsOf, shapeText, takesRows } from '../../model/model-interface.ts';
import { dimensionName } from '../../model-file/open-dimensions.ts';
import { flatRows } from '../../predict/input-rows.ts';
import type { ChildPlan } from './messages.ts';
import { rowTensors, rowWidth } from './row-tensors.ts';

/** Different inputs to take turns with, so that no cache makes the same one look fast. */
const differentCalls = 64;
/** Of large inputs fewer, so that they fit into memory. */
const mostValues = 1 << 22;
/** Of a single call: half a gigabyte of float32. */
const mostValuesACall = 2 ** 27;

export interface Calls {
  readonly calls: readonly (() => Promise<unknown>)[];
  /** What their inputs take in memory. */
  readonly inputBytes: number;
  /** One, unless the scenario says otherwise, or the model takes just so many. */
  readonly rowsPerCall: number;
}

type Inputs = Pick<ChildPlan, 'rows' | 'seed' | 'scenario' | 'dimensions'>;

/**
 * What to call in turn: `predict` on the caller's rows, or on random ones such as the model was made for; `run` on their
 * values as tensors, or on random tensors, where a model takes something else than rows.
 * @throws SHAPE_MISMATCH (rows of another width), ARGUMENT_INVALID (a dimension nobody knows), UNSUPPORTED (no tensor)
 */
export function callsFor(model: Model, plan: Inputs): Calls {
  const rowsPerCall =
    namedRows(model.inputs, plan) ?? (plan.scenario.kind === 'offline' ? plan.scenario.rows : fixedRows(model.inputs));
  if (model.metadata || takesRows(model.inputs)) {
    const width = sizeOf(rowDimsOf(model.inputs, model.name));
    checkSize(rowsPerCall * width, model.name);
    const inputs = plan.rows
      ? givenRows(plan.rows, width, rowsPerCall, model.name)
      : Array.from({ length: callsWithin(rowsPerCall * width) }, (_, call) =>
          randomRows(model, rowsPerCall, width, plan, call),
        );
    return { calls: inputs.map((rows) => () => model.predict(rows)), inputBytes: bytesOf(inputs), rowsPerCall };
  }
  const shapes = model.inputs.map((input) => shapeOf(input, rowsPerCall, plan.dimensions, model.name));
  if (plan.rows) {
    const sized = model.inputs.map((input, index) => ({ input, dims: shapes[index]! }));
    const width = rowWidth(sized, rowsPerCall, model.name);
    checkSize(rowsPerCall * width, model.name);
    const inputs = givenRows(plan.rows, width, rowsPerCall, model.name);
    const feeds = inputs.map((rows) => rowTensors(sized, rows, model.name));
    return { calls: feeds.map((feed) => () => model.run(feed)), inputBytes: bytesOf(inputs), rowsPerCall };
  }
  const random = randomStream(plan.seed, 'profiler tensors');
  const values = shapes.flat().length === 0 ? 1 : shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
  checkSize(values, model.name);
  const inputs = Array.from({ length: callsWithin(values) }, () =>
    model.inputs.map((input, index) => [input.name, randomFeed(input, shapes[index]!, random, model.name)] as const),
  );
  return {
    calls: inputs.map((feeds) => () => model.run(Object.fromEntries(feeds))),
    inputBytes: bytesOf(inputs.flat().map(([, { data }]) => data)),
    rowsPerCall,
  };
}

/** Rows, where the caller gave the size of the dimension that counts them. */
function namedRows([first]: Model['inputs'], { dimensions }: Inputs): number | undefined {
  const [rows] = first?.dims ?? [];
  return typeof rows === 'string' ? dimensions[dimensionName(rows, first!.name, 0)] : undefined;
}

function bytesOf(arrays: readonly Tensor.DataType[]): number {
  return arrays.reduce((sum, data) => sum + ('byteLength' in data ? data.byteLength : data.length), 0);
}

export function checkSize(values: number, model: string): void {
  if (values <= mostValuesACall) return;
  const what = `a call takes ${values} values, and at most ${mostValuesACall} are made up`;
  throw new SecateurError('UNSUPPORTED', `${model}: ${what}. Measure this model with run() in a program of your own.`);
}

function callsWithin(valuesACall: number): number {
  return Math.max(1, Math.min(differentCalls, Math.floor(mostValues / valuesACall)));
}

/** Inputs of single calls, one after another; the caller's rows start again where they end within a call. */
function givenRows(given: Float32Array, width: number, rowsPerCall: number, model: string): Float32Array[] {
  const flat = flatRows(given, width, model);
  const count = flat.length / width;
  const calls = Math.min(callsWithin(rowsPerCall * width), Math.ceil(count / rowsPerCall));
  return Array.from({ length: calls }, (_, call) => {
    const rows = new Float32Array(rowsPerCall * width);
    for (let row = 0; row < rowsPerCall; row++) {
      const from = ((call * rowsPerCall + row) % count) * width;
      rows.set(flat.subarray(from, from + width), row * width);
    }
    return rows;
  });
}

function randomRows(model: Model, rows: number, width: number, { seed }: Inputs, call: number): Float32Array {
  const random = randomStream(seed, `profiler rows ${call}`);
  const valueAt = model.metadata ? rawValues(model.metadata.input, random) : () => random.normal();
  return Float32Array.from({ length: rows * width }, (_, index) => valueAt(index % width));
}

/** Whole pixels from 0 to `scale`; measurements and numbers like the training data's; any category. */
function rawValues(input: InputSpec, random: RandomStream): (column: number) => number {
  if (input.kind === 'image') {
    const { measured, scale } = input;
    if (!measured) return () => Math.floor(random.uniform() * (scale + 1));
    const placeOf = pixelPlaces(input);
    return (index) => {
      const channel = measured[placeOf(index).channel]!;
      return channel.mean + channel.scale * random.normal();
    };
  }
  return (index) => {
    const column = input.columns[index]!;
    return column.kind === 'numeric'
      ? column.mean + column.scale * random.normal()
      : Math.floor(random.uniform() * column.categories.length);
  };
}

/** A first dimension that is open counts rows; what else is open the caller must say. */
export function shapeOf(
  { name, dims }: ValueInfo,
  rows: number,
  dimensions: Readonly<Record<string, number>>,
  model: string,
): number[] {
  return dims.map((dimension, axis) => {
    if (typeof dimension === 'number') return dimension;
    const own = dimensionName(dimension, name, axis);
    if (Object.hasOwn(dimensions, own)) return dimensions[own]!;
    if (axis === 0) return rows;
    const what = `the size of dimension '${own}' of the input '${name}' ${shapeText(dims)} is left open`;
    const remedy = `Say which to measure with, for example --dimension ${own}=224.`;
    throw new SecateurError('ARGUMENT_INVALID', `${model}: ${what}. ${remedy}`);
  });
}

/** Small whole numbers where integers belong: they are mostly indices into something. */
export function randomFeed({ name, type }: ValueInfo, dims: number[], random: RandomStream, model: string): Feed {
  const length = sizeOf(dims);
  const bits = () => (random.uniform() < 0.5 ? 0 : 1);
  const make = type && makers[type];
  if (type && make) return { type, data: make(length, random, bits), dims };
  throw new SecateurError(
    'UNSUPPORTED',
    `${model}: the input '${name}' (${type ?? 'no tensor'}) cannot be made up. Measure this model with run() in a program of your own.`,
  );
}

type Data = Tensor.DataType;

const makers: Partial<Record<Tensor.Type, (length: number, random: RandomStream, bit: () => number) => Data>> = {
  float32: (length, random) => Float32Array.from({ length }, () => random.normal()),
  float64: (length, random) => Float64Array.from({ length }, () => random.normal()),
  // 0 and 1 in half precision.
  float16: (length, _, bit) => Uint16Array.from({ length }, () => 0x3c00 * bit()),
  int8: (length, _, bit) => Int8Array.from({ length }, bit),
  uint8: (length, random) => Uint8Array.from({ length }, () => Math.floor(256 * random.uniform())),
  int16: (length, _, bit) => Int16Array.from({ length }, bit),
  uint16: (length, _, bit) => Uint16Array.from({ length }, bit),
  int32: (length, _, bit) => Int32Array.from({ length }, bit),
  uint32: (length, _, bit) => Uint32Array.from({ length }, bit),
  int64: (length, _, bit) => BigInt64Array.from({ length }, () => BigInt(bit())),
  uint64: (length, _, bit) => BigUint64Array.from({ length }, () => BigInt(bit())),
  bool: (length, _, bit) => Uint8Array.from({ length }, bit),
  string: (length) => Array.from({ length }, () => 'a'),
};
