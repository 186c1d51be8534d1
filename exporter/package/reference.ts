import {
  type CompactNetwork,
  columnCount,
  graph,
  type ImageInput,
  type InputSpec,
  pixelPlaces,
  type RandomStream,
  randomStream,
} from '../../core/index.ts';
import { prefixNetwork } from '../adjustable/prefix-network.ts';
import { prefixAt } from '../adjustable/sort-by-need.ts';
import type { AdjustableDetails } from '../export-model.ts';
import { predictiveGraph } from '../graph/predictive-graph.ts';
import type { NpyType, NpyValues } from './npy.ts';

/** Rows, and what a model has to answer for them. */
export interface Reference {
  /** What the model is fed; of ours one tensor `[rows, columns]` of raw values. */
  readonly inputs: readonly ReferenceTensor[];
  /** Those that are tensors, in the order of the graph. */
  readonly outputs: readonly AnswerTensor[];
  /** Of a file of many widths, at those that are not the whole. */
  readonly narrow?: readonly NarrowReference[];
  /** Who answered: `float64`, the network itself in double precision, or a runtime, for a model of fewer bits. */
  readonly source: string;
  /** How far an answer may be off, as a part of the largest magnitude in its output, or of 1 where that is less. */
  readonly tolerance: number;
}

export interface NarrowReference {
  readonly width: number;
  readonly outputs: readonly AnswerTensor[];
}

export interface ReferenceTensor<Values extends NpyValues = NpyValues> {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Values;
  /** Where the array does not say it. */
  readonly type?: NpyType;
}

/** Numbers of whatever type, or texts. */
export type AnswerTensor = ReferenceTensor<Float64Array | readonly string[]>;

/** What rounding weights and sums to 32 bits may do. */
export const floatTolerance = 1e-4;
/** Kernels for integers round and saturate differently from one processor to the next. */
export const integerTolerance = 0.02;

/** The network's own answers, computed in float64. @param adjustable of a file of many widths: which of them, and what narrows */
export function referenceOf(
  network: CompactNetwork,
  rows: Float32Array,
  adjustable?: Pick<AdjustableDetails, 'narrows' | 'widths'>,
): Reference {
  const columns = columnCount(network.input);
  const narrow = adjustable?.widths.flatMap(({ width }) => {
    const prefix = prefixAt({ network, narrows: adjustable.narrows }, width);
    return width === 1 ? [] : [{ width, outputs: answersInFloat64(prefixNetwork(network, prefix), rows) }];
  });
  return {
    inputs: [{ name: 'input', shape: [rows.length / columns, columns], values: rows }],
    outputs: answersInFloat64(network, rows),
    ...(narrow && { narrow }),
    source: 'float64',
    tolerance: floatTolerance,
  };
}

function answersInFloat64(network: CompactNetwork, rows: Float32Array): AnswerTensor[] {
  const { outputs } = predictiveGraph(network, rows.length / columnCount(network.input));
  const values = graph.evaluate(Object.values(outputs), { input: rows });
  return Object.entries(outputs).map(([name, { shape }], index) => ({ name, shape, values: values[index]! }));
}

function exampleOf(input: ImageInput, index: number, random: RandomStream): number {
  const channel = input.measured?.[pixelPlaces(input)(index).channel];
  if (channel) return channel.mean + channel.scale * random.normal();
  return input.scale === 255 ? Math.floor(256 * random.uniform()) : input.scale * random.uniform();
}

/** Made-up rows of the kind that a model takes: pixels, numbers and measurements around their mean, categories and unknown ones. */
export function exampleRows(input: InputSpec, count: number, seed = 0): Float32Array {
  const random = randomStream(seed, 'reference rows');
  const width = columnCount(input);
  return Float32Array.from({ length: count * width }, (_, at) => {
    if (input.kind === 'image') return exampleOf(input, at % width, random);
    const column = input.columns[at % width]!;
    if (column.kind === 'categorical') return Math.floor(random.uniform() * (column.categories.length + 1)) - 1;
    const value = column.mean + column.scale * random.normal();
    return column.imputed && random.uniform() < 0.1 ? Number.NaN : value;
  });
}
