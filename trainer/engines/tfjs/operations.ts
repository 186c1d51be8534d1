import type { Tensor } from '@tensorflow/tfjs-core';
import type { graph } from '../../../core/index.ts';
import type { Tfjs } from './library.ts';
import { averagePool, conv, convTranspose, maxPool } from './window-operations.ts';

type Operation<K extends graph.Kind> = (tf: Tfjs, inputs: readonly Tensor[], node: graph.NodeOf<K>) => Tensor;

/** Values that are there already, and what is spelled out before. */
type NotOperation = 'Input' | 'Constant' | 'ConvWeightGradient';

type UnaryName =
  | 'neg'
  | 'abs'
  | 'sign'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'sigmoid'
  | 'tanh'
  | 'relu'
  | 'softplus'
  | 'erf'
  | 'round'
  | 'isNaN'
  | 'softmax'
  | 'logSoftmax';
type BinaryName = 'add' | 'sub' | 'mul' | 'div' | 'pow' | 'prelu' | 'maximum' | 'minimum' | 'greater' | 'equal';
type ReductionName = 'sum' | 'mean' | 'max';

const unary =
  (name: UnaryName) =>
  (tf: Tfjs, [x]: readonly Tensor[]): Tensor =>
    tf[name](x!);
const binary =
  (name: BinaryName) =>
  (tf: Tfjs, [a, b]: readonly Tensor[]): Tensor =>
    tf[name](a!, b!);
const reduction =
  (name: ReductionName) =>
  (tf: Tfjs, [x]: readonly Tensor[], { attributes }: Pick<graph.NodeOf<'ReduceSum'>, 'attributes'>): Tensor =>
    tf[name](x!, [...attributes.axes], true);
const same = (tf: Tfjs, [x]: readonly Tensor[]): Tensor => tf.clone(x!);

/** TensorFlow.js names for our element types; its whole numbers have 32 bits. */
export const dataTypes = { float: 'float32', int64: 'int32', bool: 'bool' } as const;

/**
 * Each operation of the tensor graph in TensorFlow.js, as a tensor of its own. The type makes the table complete: a new
 * operation does not compile until it is here.
 */
export const operations: { readonly [K in Exclude<graph.Kind, NotOperation>]: Operation<K> } = {
  Neg: unary('neg'),
  Abs: unary('abs'),
  Sign: unary('sign'),
  Exp: unary('exp'),
  Log: unary('log'),
  Sqrt: unary('sqrt'),
  Sigmoid: unary('sigmoid'),
  Tanh: unary('tanh'),
  Relu: unary('relu'),
  Softplus: unary('softplus'),
  LeakyRelu: (tf, [x], { attributes }) => tf.leakyRelu(x!, attributes.slope),
  PRelu: binary('prelu'),
  Elu: (tf, [x], { attributes: { alpha } }) => {
    const below = tf.mul(tf.sub(tf.exp(tf.minimum(x!, 0)), 1), alpha);
    return tf.where(tf.greater(x!, 0), x!, below);
  },
  HardSigmoid: (tf, [x], { attributes: { slope, offset } }) =>
    tf.maximum(tf.minimum(tf.add(tf.mul(x!, slope), offset), 1), 0),
  Erf: unary('erf'),
  Round: unary('round'),
  IsNaN: unary('isNaN'),
  // The wasm backend's own cast to truth values keeps the numbers as they are.
  Cast: (tf, [x], { attributes: { to } }) => (to === 'bool' ? tf.notEqual(x!, 0) : tf.cast(x!, dataTypes[to])),
  StopGradient: same,
  StraightThrough: same,

  Add: binary('add'),
  Sub: binary('sub'),
  Mul: binary('mul'),
  Div: binary('div'),
  Pow: binary('pow'),
  Max: binary('maximum'),
  Min: binary('minimum'),
  Greater: binary('greater'),
  Equal: binary('equal'),
  Where: (tf, [condition, a, b]) => tf.where(condition!, a!, b!),

  MatMul: (tf, [a, b]) => tf.matMul(a!, b!),
  Gemm: (tf, [a, b, c], { attributes: { transA, transB, alpha } }) => {
    const product = tf.matMul(a!, b!, transA, transB);
    const scaled = alpha === 1 ? product : tf.mul(product, alpha);
    return c ? tf.add(scaled, c) : scaled;
  },
  Transpose: (tf, [x], { attributes }) => tf.transpose(x!, [...attributes.permutation]),
  Reshape: (tf, [x], { shape }) => tf.reshape(x!, [...shape]),
  Expand: (tf, [x], { shape }) => tf.broadcastTo(x!, [...shape]),
  Concat: (tf, inputs, { attributes }) => tf.concat([...inputs], attributes.axis),
  Slice: (tf, [x], { attributes: { axis, start, end, step }, inputs: [whole] }) => {
    const along = (value: number, others: readonly number[]) => others.with(axis, value);
    const { shape } = whole!;
    const zeros = shape.map(() => 0);
    if (step === 1) return tf.slice(x!, along(start, zeros), along(end - start, shape));
    const ones = shape.map(() => 1);
    return tf.stridedSlice(x!, along(start, zeros), along(end, shape), along(step, ones));
  },
  Pad: (tf, [x], { attributes: { axis, before, after }, shape }) =>
    tf.pad(
      x!,
      shape.map((_, other): [number, number] => (other === axis ? [before, after] : [0, 0])),
    ),
  Gather: (tf, [x, indices], { attributes }) => tf.gather(x!, indices!, attributes.axis),
  ReduceSum: reduction('sum'),
  ReduceMean: reduction('mean'),
  ReduceMax: reduction('max'),
  Conv: conv,
  ConvTranspose: convTranspose,
  MaxPool: maxPool,
  AveragePool: averagePool,
  Softmax: unary('softmax'),
  LogSoftmax: unary('logSoftmax'),
};
