import { floatOf, intOf } from '../attributes.ts';
import type { OnnxNode } from '../model.ts';
import { withAffine } from './affine.ts';
import type { Affine } from './expression.ts';
import { constantNumbers } from './load-constant.ts';
import {
  actualShape,
  dataInput,
  featureOrder,
  type NodeReader,
  type Reading,
  type Refusal,
  type Seen,
} from './seen.ts';

/** A sum, difference, product or quotient with a constant that has one number for each channel, or for all. */
export const readConstantArithmetic: NodeReader = (reading) => {
  const { node, isExclusive } = reading;
  const data = dataInput(reading);
  if (typeof data === 'string') return data;
  const isLeft = node.inputs[0] === data.name;
  const name = node.inputs[isLeft ? 1 : 0]!;
  const combine = combinations.get(`${node.opType}${isLeft ? '' : ' from'}`);
  if (!combine) return 'divides a constant by what it reads';
  const values = perChannelValues(reading, data.seen, name);
  if (typeof values === 'string') return values;
  const affine: Affine = () => {
    const constants = values();
    const pairs = Array.from(constants, combine);
    return {
      scale: Float64Array.from(pairs, ([scale]) => scale),
      shift: Float64Array.from(pairs, ([, shift]) => shift),
    };
  };
  return withAffine(data.seen, affine, isExclusive(data.name));
};

/** Each as a factor and a summand; `from` where the constant comes first. */
const combinations: ReadonlyMap<string, (constant: number) => [scale: number, shift: number]> = new Map([
  ['Add', (c: number): [number, number] => [1, c]],
  ['Add from', (c: number): [number, number] => [1, c]],
  ['Sub', (c: number): [number, number] => [1, -c]],
  ['Sub from', (c: number): [number, number] => [-1, c]],
  ['Mul', (c: number): [number, number] => [c, 0]],
  ['Mul from', (c: number): [number, number] => [c, 0]],
  ['Div', (c: number): [number, number] => [1 / c, 0]],
]);

/** (x - mean) scale / sqrt(variance + epsilon) + shift, with the statistics of training. */
export const readBatchNormalization: NodeReader = (reading) => {
  const { node, view, isExclusive } = reading;
  const data = dataInput(reading);
  if (typeof data === 'string') return data;
  if (data.seen.isLast || data.name !== node.inputs[0]) return 'normalises another axis than the channels';
  const [channels] = data.seen.expression.shape;
  const names = node.inputs.slice(1, 5);
  if (names.length !== 4 || names.some((name) => view.constantShape(name)?.join() !== String(channels))) {
    return 'has statistics that do not fit the channels';
  }
  const order = featureOrder(data.seen);
  if (intOf(node, 'training_mode', 0) === 1) return 'computes its statistics from the batch';
  const epsilon = floatOf(node, 'epsilon', 1e-5);
  const affine: Affine = () => {
    const [gain, shift, mean, variance] = names.map((name) => constantNumbers(view, name, node).values);
    const scale = Float64Array.from(gain!, (value, at) => value / Math.sqrt(variance![at]! + epsilon));
    const offset = Float64Array.from(shift!, (value, at) => value - mean![at]! * scale[at]!);
    const inOrder = (values: Float64Array) => (order ? values.map((_, at) => values[order[at]!]!) : values);
    return { scale: inOrder(scale), shift: inOrder(offset) };
  };
  return withAffine(data.seen, affine, isExclusive(data.name));
};

/** The numbers of a constant for each channel or feature, in the order of the layers. */
export function perChannelValues({ view, node }: Reading, seen: Seen, name: string): (() => Float64Array) | Refusal {
  const shape = view.constantShape(name);
  const actual = [1, ...actualShape(seen)];
  const axis = seen.rank === 2 || !seen.isLast ? 1 : seen.rank - 1;
  const size = actual[axis]!;
  const missing = actual.length - (shape?.length ?? 9);
  const fits = shape?.every((each, at) => each === 1 || (at + missing === axis && each === size));
  if (missing < 0 || !fits) return 'combines what it reads with a constant that is not one number for each channel';
  const order = featureOrder(seen);
  return () => {
    const { values } = constantNumbers(view, name, node as OnnxNode);
    return Float64Array.from({ length: size }, (_, at) => values[values.length === 1 ? 0 : (order?.[at] ?? at)]!);
  };
}
