import { SecateurError, toFloat16 } from '../../core/index.ts';
import { type OnnxModel, type OnnxTensor, opsetOf, valuesOf } from '../../onnx/index.ts';
import { bitsOfCodes } from './bits-of-codes.ts';
import { bytesOfCodes } from './bytes-of-codes.ts';
import { type CodedTensor, codedTensor, commonStep, gridFor, type StoredGrid } from './coded-tensor.ts';
import { freshNames } from './fresh-names.ts';
import { smallerOf } from './smaller-of.ts';
import { type Stored, together } from './stored.ts';
import { bitsOf, type WeightFormat } from './weight-format.ts';
import { biasesOf, fusedWeights, type ReadWeight, weightsOf } from './weight-readers.ts';

export interface QuantizeOptions {
  /** One format for all weights, or one for each by its initializer's name; what a table leaves out stays float32. */
  readonly weights: WeightFormat | Readonly<Record<string, WeightFormat>>;
  /** Grids that weights lie on already, by the initializer's name: their codes are found again without loss. */
  readonly grids?: Readonly<Record<string, StoredGrid>>;
  /**
   * How many weights of a unit share a step, at least 8; by default all of them. Finer steps fit better, and take 4 bytes each
   * (2 where lean). Weights that lie on a grid already keep it.
   */
  readonly block?: number;
  /** Whether all codes of one width share an initializer, which is taken apart once. */
  readonly shareCodes?: boolean;
}

/**
 * A model whose weights (what Gemm, MatMul and Conv read, where it is a float32 initializer) are stored in fewer bits, with
 * standard operators that make float32 of them when the model is loaded. Everything else stays as it is, and so does a
 * weight that would not become smaller, and a model whose file would not. Biases stay float32 beside codes: they are few, and their errors add up.
 * @throws UNSUPPORTED when the model's opset has not the operators, ARGUMENT_INVALID (`block`), DATA_INVALID when a weight is not finite
 */
export function quantizeModel(model: OnnxModel, options: QuantizeOptions): OnnxModel {
  checkBlock(options.block);
  const { graph } = model;
  const fresh = freshNames(graph);
  const formatOf = ({ name }: OnnxTensor): WeightFormat => {
    const { weights, grids } = options;
    const grid = grids?.[name];
    if (grid) return `int${grid.bits}` as WeightFormat;
    return typeof weights === 'string' ? weights : Object.hasOwn(weights, name) ? weights[name]! : 'float32';
  };
  const read = weightsOf(graph);
  const coded = read.flatMap((weight) => codesFor(weight, bitsOf(formatOf(weight.tensor)), options));
  const halved = [...read.map(({ tensor }) => tensor), ...biasesOf(graph)].filter(
    (tensor) => formatOf(tensor) === 'float16' && isWorthHalving(tensor),
  );
  if (coded.length === 0 && halved.length === 0) return model;
  checkOpset(model, coded);
  const stored = together([
    ...storedCodes(coded, model, options.shareCodes ?? false, fresh),
    ...halved.map((tensor) => storedHalf(tensor, fresh)),
  ]);
  const replaced = new Set([...coded, ...halved].map(({ name }) => name));
  const result = {
    ...model,
    graph: {
      ...graph,
      nodes: [...stored.nodes, ...graph.nodes],
      initializers: [...graph.initializers.filter(({ name }) => !replaced.has(name)), ...stored.initializers],
    },
  };
  // With names of a letter that follow, every node takes less.
  return options.shareCodes ? result : smallerOf(result, () => model);
}

function codesFor(
  { tensor, axis }: ReadWeight,
  bits: number | undefined,
  { grids = {}, block }: QuantizeOptions,
): CodedTensor[] {
  if (bits === undefined || !isWorthCoding(tensor, axis, bits, block)) return [];
  const { name, shape } = tensor;
  const values = valuesOf(tensor) as Float32Array;
  checkFinite(name, values);
  const weight = { name, shape, axis, values };
  return [codedTensor(weight, grids[name] ?? gridFor(weight, bits, block))];
}

/** A byte for each code, or only its bits, one tensor by itself or all of a width together: what takes less. */
function storedCodes(
  tensors: readonly CodedTensor[],
  model: OnnxModel,
  shareCodes: boolean,
  fresh: ReturnType<typeof freshNames>,
): Stored[] {
  const opset = opsetOf(model);
  const widths = [...new Set(tensors.map(({ bits }) => bits))].sort((a, b) => a - b);
  const groups = shareCodes
    ? widths.map((width) => tensors.filter(({ bits }) => bits === width))
    : tensors.map((tensor) => [tensor]);
  const packed = groups.filter((group) => isWorthPacking(group, shareCodes));
  const filters = packed.flat().filter((tensor) => tensor.shape.length > 2 && commonStep(tensor) === undefined);
  const turnsFilters = shareCodes && filters.length < manyFilters;
  const fused = fusedWeights(model.graph);
  return groups.flatMap((group) =>
    packed.includes(group)
      ? [bitsOfCodes(group, fresh, { opset, turnsFilters })]
      : group.map((tensor) => bytesOfCodes(tensor, fresh, { isFolded: !fused.has(tensor.name) })),
  );
}

/** From so many on, it takes fewer bytes to bring their steps to the shape of filters all at once, and to split them then. */
const manyFilters = 4;

/** What taking codes apart takes in a file, all of a width together with short names, and each tensor with long ones. */
const unpackingBytes = { short: 170, shortEach: 15, long: 400 };

function isWorthPacking(group: readonly CodedTensor[], shareCodes: boolean): boolean {
  const { bits } = group[0]!;
  const count = group.reduce((sum, { codes }) => sum + codes.length, 0);
  const { short, shortEach, long } = unpackingBytes;
  return (count * (8 - bits)) / 8 > (shareCodes ? short + shortEach * group.length : long);
}

function storedHalf({ name, shape, ...tensor }: OnnxTensor, fresh: ReturnType<typeof freshNames>): Stored {
  const half = fresh(`${name}.half`);
  const bits = Uint16Array.from(valuesOf({ name, shape, ...tensor }) as Float32Array, toFloat16);
  return {
    initializers: [{ name: half, elementType: 'float16', shape, bytes: new Uint8Array(bits.buffer) }],
    nodes: [{ opType: 'Cast', inputs: [half], outputs: [name], attributes: { to: { type: 'int', value: 1 } } }],
  };
}

/** What the nodes for one tensor and their names take in a file, about. */
const nodesBytes = 60;

function isWorthCoding(
  { shape, bytes }: OnnxTensor,
  axis: number,
  bits: number,
  block = Number.POSITIVE_INFINITY,
): boolean {
  const bitsAlone = (bytes.length / 32) * bits;
  const fanIn = bytes.length / 4 / shape[axis]!;
  const steps = shape[axis]! * Math.max(1, Math.ceil(fanIn / block));
  return bitsAlone + 4 * steps + nodesBytes < bytes.length;
}

const castBytes = 40;

/** Whether half precision can hold it, and saves more than the cast takes. */
function isWorthHalving(tensor: OnnxTensor): boolean {
  const values = valuesOf(tensor) as Float32Array;
  return tensor.bytes.length / 2 > castBytes && values.every((value) => Math.abs(value) <= largestHalf);
}

const largestHalf = 65504;

function checkFinite(name: string, values: Float32Array): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at === -1) return;
  throw new SecateurError(
    'DATA_INVALID',
    `The weight '${name}' holds ${values[at]} at position ${at}, which no code stands for. Train the model again, with a lower learning rate.`,
  );
}

/** DequantizeLinear has an axis since opset 13, as Split takes its sizes for an input; BitShift came with 11. */
function checkOpset(model: OnnxModel, coded: readonly CodedTensor[]): void {
  const opset = opsetOf(model);
  if (coded.length === 0 || opset >= 13) return;
  throw new SecateurError(
    'UNSUPPORTED',
    `The model is of opset ${opset}, and codes need 13. Convert it first, for example with onnx.version_converter.`,
  );
}

function checkBlock(block: number | undefined): void {
  if (block === undefined || (Number.isInteger(block) && block >= 8)) return;
  throw new SecateurError('ARGUMENT_INVALID', `A block of weights is a whole number from 8, not ${block}.`);
}
