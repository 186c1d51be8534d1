import { SecateurError } from '../errors.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { type ElementType, type Kind, makeNode, type Node } from './node.ts';
import { broadcastShapes, mismatch, sameShape } from './shapes.ts';

/** Builders: each checks its operands' shapes and returns a frozen node. A number stands for a scalar constant. */
type Operand = Node | number;

export function input(name: string, shape: Shape, type: ElementType = 'float'): Node {
  return makeNode('Input', [], { name }, shape, type);
}

/** @param values copied, but for a `Float32Array`, which is kept as it is and must not change. */
export function constant(values: number | ArrayLike<number>, shape?: Shape, type: ElementType = 'float'): Node {
  const array = typeof values === 'number' ? Float64Array.of(values) : copied(values);
  const actual = shape ?? (typeof values === 'number' ? [] : [array.length]);
  if (array.length !== sizeOf(actual)) throw mismatch('Constant', [actual], `does not hold ${array.length} values`);
  return makeNode('Constant', [], { values: array }, actual, type);
}

function copied(values: ArrayLike<number>): Float64Array | Float32Array {
  return values instanceof Float32Array ? values : Float64Array.from(values);
}

export function fill(shape: Shape, value: number): Node {
  return constant(new Float64Array(sizeOf(shape)).fill(value), shape);
}

type UnaryKind =
  | 'Neg'
  | 'Abs'
  | 'Sign'
  | 'Exp'
  | 'Log'
  | 'Sqrt'
  | 'Sigmoid'
  | 'Tanh'
  | 'Relu'
  | 'Softplus'
  | 'Erf'
  | 'Round'
  | 'StopGradient';
const unary = (kind: UnaryKind) => (x: Operand) => makeNode(kind, [node(x)], {}, node(x).shape, node(x).type);

export const neg = unary('Neg');
export const abs = unary('Abs');
export const sign = unary('Sign');
export const exp = unary('Exp');
export const log = unary('Log');
export const sqrt = unary('Sqrt');
export const sigmoid = unary('Sigmoid');
export const tanh = unary('Tanh');
export const relu = unary('Relu');
export const softplus = unary('Softplus');
export const erf = unary('Erf');
/** To the nearest whole number, halves to even. */
export const round = unary('Round');
export const stopGradient = unary('StopGradient');

export function leakyRelu(x: Node, slope: number): Node {
  return makeNode('LeakyRelu', [x], { slope }, x.shape);
}

export function pRelu(x: Node, slope: Node): Node {
  if (!sameShape(broadcastShapes('PRelu', x.shape, slope.shape), x.shape)) {
    throw mismatch('PRelu', [x.shape, slope.shape], 'differ: the slopes do not broadcast to the values');
  }
  return makeNode('PRelu', [x, slope], {}, x.shape);
}

export function elu(x: Node, alpha: number): Node {
  return makeNode('Elu', [x], { alpha }, x.shape);
}

export function hardSigmoid(x: Node, slope: number, offset: number): Node {
  return makeNode('HardSigmoid', [x], { slope, offset }, x.shape);
}

/** `value` going forward; going backward, as if it had been `surrogate`. */
export function straightThrough(value: Node, surrogate: Node): Node {
  if (!sameShape(value.shape, surrogate.shape))
    throw mismatch('StraightThrough', [value.shape, surrogate.shape], 'differ');
  return makeNode('StraightThrough', [value, surrogate], {}, value.shape);
}

export function isNotANumber(x: Node): Node {
  return makeNode('IsNaN', [x], {}, x.shape, 'bool');
}

export function cast(x: Node, to: ElementType): Node {
  return makeNode('Cast', [x], { to }, x.shape, to);
}

type BinaryKind = 'Add' | 'Sub' | 'Mul' | 'Div' | 'Pow' | 'Max' | 'Min' | 'Greater' | 'Equal';
const binary =
  (kind: BinaryKind, type: ElementType = 'float') =>
  (a: Operand, b: Operand) =>
    makeNode(kind, [node(a), node(b)], {}, broadcastShapes(kind, node(a).shape, node(b).shape), type);

export const add = binary('Add');
export const sub = binary('Sub');
export const mul = binary('Mul');
export const div = binary('Div');
export const pow = binary('Pow');
export const max = binary('Max');
export const min = binary('Min');
export const greater = binary('Greater', 'bool');
export const equal = binary('Equal', 'bool');

export function where(condition: Node, a: Operand, b: Operand): Node {
  const shape = broadcastShapes('Where', condition.shape, node(a).shape, node(b).shape);
  return makeNode('Where', [condition, node(a), node(b)], {}, shape);
}

export const square = (x: Node) => mul(x, x);

/** alpha A' B' + C for matrices; `c` may be a scalar, a row, a column or a matrix. */
export function gemm(
  a: Node,
  b: Node,
  options: { transA?: boolean; transB?: boolean; alpha?: number; c?: Node } = {},
): Node {
  const { transA = false, transB = false, alpha = 1, c } = options;
  if (a.shape.length !== 2 || b.shape.length !== 2) throw mismatch('Gemm', [a.shape, b.shape], 'are not both matrices');
  const [rows, innerA] = transA ? [a.shape[1]!, a.shape[0]!] : [a.shape[0]!, a.shape[1]!];
  const [innerB, columns] = transB ? [b.shape[1]!, b.shape[0]!] : [b.shape[0]!, b.shape[1]!];
  if (innerA !== innerB) throw mismatch('Gemm', [a.shape, b.shape], 'do not share the inner dimension');
  const shape = [rows, columns];
  if (c && !sameShape(broadcastShapes('Gemm', c.shape, shape), shape)) {
    throw mismatch('Gemm', [c.shape, shape], 'differ: C does not broadcast to the product');
  }
  return makeNode('Gemm', c ? [a, b, c] : [a, b], { transA, transB, alpha }, shape);
}

/** [..., m, k] times [..., k, n], pair by pair. */
export function matMul(a: Node, b: Node): Node {
  const [batch, others] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  if (a.shape.length < 3 || !sameShape(batch, others) || a.shape.at(-1) !== b.shape.at(-2)) {
    throw mismatch('MatMul', [a.shape, b.shape], 'are not as many pairs of matrices that can be multiplied');
  }
  return makeNode('MatMul', [a, b], {}, [...batch, a.shape.at(-2)!, b.shape.at(-1)!]);
}

export function transpose(x: Node, permutation?: readonly number[]): Node {
  const order = permutation ?? x.shape.map((_, axis) => x.shape.length - 1 - axis);
  return makeNode(
    'Transpose',
    [x],
    { permutation: order },
    order.map((axis) => x.shape[axis]!),
    x.type,
  );
}

export function reshape(x: Node, shape: Shape): Node {
  if (sizeOf(shape) !== sizeOf(x.shape)) throw mismatch('Reshape', [x.shape, shape], 'hold different numbers');
  return makeNode('Reshape', [x], {}, shape, x.type);
}

export function expand(x: Node, shape: Shape): Node {
  if (!sameShape(broadcastShapes('Expand', x.shape, shape), shape)) {
    throw mismatch('Expand', [x.shape, shape], 'do not broadcast');
  }
  return makeNode('Expand', [x], {}, shape, x.type);
}

export function concat(parts: readonly Node[], axis: number): Node {
  const first = parts[0];
  if (!first) throw new SecateurError('SHAPE_MISMATCH', 'Concat: needs at least one part.');
  for (const part of parts) {
    const fits = part.shape.length === first.shape.length;
    if (!fits || part.shape.some((size, other) => other !== axis && size !== first.shape[other])) {
      throw mismatch('Concat', [first.shape, part.shape], `differ outside axis ${axis}`);
    }
  }
  const size = parts.reduce((sum, part) => sum + part.shape[axis]!, 0);
  return makeNode('Concat', parts, { axis }, withAxis(first.shape, axis, size), first.type);
}

/** Every `step`th along `axis`, from `start` and before `end`. */
export function slice(x: Node, axis: number, start: number, end: number, step = 1): Node {
  if (!(0 <= start && start < end && end <= x.shape[axis]! && step >= 1)) {
    throw mismatch('Slice', [x.shape], `have no range ${start}..${end} by ${step} on axis ${axis}`);
  }
  const size = Math.ceil((end - start) / step);
  return makeNode('Slice', [x], { axis, start, end, step }, withAxis(x.shape, axis, size), x.type);
}

/** Zeros around `x` along one axis. */
export function pad(x: Node, axis: number, before: number, after: number): Node {
  return makeNode('Pad', [x], { axis, before, after }, withAxis(x.shape, axis, x.shape[axis]! + before + after));
}

export function gather(x: Node, indices: Node, axis: number): Node {
  if (indices.type !== 'int64' || indices.shape.length !== 1) {
    throw mismatch('Gather', [indices.shape], 'is not a list of int64 indices');
  }
  return makeNode('Gather', [x, indices], { axis }, withAxis(x.shape, axis, indices.shape[0]!), x.type);
}

type ReductionKind = 'ReduceSum' | 'ReduceMean' | 'ReduceMax';
const reduction =
  (kind: ReductionKind) =>
  (x: Node, axes: readonly number[] = x.shape.map((_, axis) => axis)): Node => {
    // To ONNX an empty list of axes means all of them.
    if (axes.length === 0) return x;
    const shape = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    return makeNode(kind, [x], { axes }, shape);
  };

/** Over `axes` (all by default), which stay with size 1. */
export const reduceSum = reduction('ReduceSum');
export const reduceMean = reduction('ReduceMean');
export const reduceMax = reduction('ReduceMax');

const overLastAxis = (kind: 'Softmax' | 'LogSoftmax') => (x: Node) => {
  if (x.shape.length === 0) throw mismatch(kind, [x.shape], 'has no axis');
  return makeNode(kind, [x], {}, x.shape);
};
export const softmax = overLastAxis('Softmax');
export const logSoftmax = overLastAxis('LogSoftmax');

export function node(x: Operand): Node {
  return typeof x === 'number' ? constant(x) : x;
}

/** Sum of everything, as a scalar of shape []. */
export function total(x: Node): Node {
  return x.shape.length === 0 ? x : reshape(reduceSum(x), []);
}

/** A node of the same kind and attributes on other inputs of the same shapes: what transformations rebuild with. */
export function withInputs(original: Node, inputs: readonly Node[]): Node {
  if (inputs.every((candidate, index) => candidate === original.inputs[index])) return original;
  return makeNode(original.kind as Kind, inputs, original.attributes, original.shape, original.type);
}

function withAxis(shape: Shape, axis: number, size: number): Shape {
  return shape.map((old, other) => (other === axis ? size : old));
}
