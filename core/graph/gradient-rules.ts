import type { Shape } from '../shape.ts';
import { sizeOf } from '../shape.ts';
import { convGradient, convTransposeGradient, convWeightGradientGradient } from './conv-gradients.ts';
import type { Kind, Node, NodeOf } from './node.ts';
import {
  add,
  cast,
  constant,
  div,
  equal,
  exp,
  expand,
  gemm,
  greater,
  log,
  matMul,
  mul,
  neg,
  pad,
  pow,
  reduceSum,
  reshape,
  sigmoid,
  sign,
  slice,
  softmax,
  square,
  sub,
  transpose,
  where,
} from './operations.ts';
import { averagePoolGradient, maxPoolGradient } from './pool-gradients.ts';
import { broadcastAxes, sameShape } from './shapes.ts';

/** The derivative that flows to input number `index` of `node` when `adjoint` flows to its output. */
type Rule<K extends Kind> = (node: NodeOf<K>, adjoint: Node, index: number) => Node;

const zero = (shape: Shape) => expand(constant(0), shape);
const flat = (node: NodeOf<Kind>) => zero(node.inputs[0]!.shape);
const first = (node: NodeOf<Kind>) => node.inputs[0]!;

/** One line an operation. Piecewise constant operations have derivative zero; at 0 so has Relu. */
export const gradientRules: { readonly [K in Kind]: Rule<K> } = {
  Input: flat,
  Constant: flat,
  Neg: (_, dy) => neg(dy),
  Abs: (node, dy) => mul(dy, sign(first(node))),
  Sign: flat,
  Exp: (node, dy) => mul(dy, exp(first(node))),
  Log: (node, dy) => div(dy, first(node)),
  Sqrt: (node, dy) => div(mul(dy, 0.5), node as Node),
  Sigmoid: (node, dy) => mul(dy, mul(node as Node, sub(1, node as Node))),
  Tanh: (node, dy) => mul(dy, sub(1, square(node as Node))),
  Relu: (node, dy) => mul(dy, cast(greater(first(node), 0), 'float')),
  Softplus: (node, dy) => mul(dy, sigmoid(first(node))),
  LeakyRelu: (node, dy) => where(greater(first(node), 0), dy, mul(dy, node.attributes.slope)),
  PRelu: (node, dy, index) => {
    const [x, slope] = node.inputs as [Node, Node];
    const isAbove = greater(x, 0);
    return index === 0 ? where(isAbove, dy, mul(dy, slope)) : reduceTo(where(isAbove, 0, mul(dy, x)), slope.shape);
  },
  Elu: (node, dy) => where(greater(first(node), 0), dy, mul(dy, add(node as Node, node.attributes.alpha))),
  HardSigmoid: (node, dy) => {
    const isBetween = (y: Node) => mul(cast(greater(y, 0), 'float'), cast(greater(1, y), 'float'));
    return mul(mul(dy, node.attributes.slope), isBetween(node as Node));
  },
  Erf: (node, dy) => mul(dy, mul(2 / Math.sqrt(Math.PI), exp(neg(square(first(node)))))),
  Round: flat,
  IsNaN: flat,
  Cast: (node, dy) => (first(node).type === 'float' ? dy : flat(node)),
  StopGradient: flat,
  StraightThrough: (node, dy, index) => (index === 1 ? dy : flat(node)),

  Add: (node, dy, index) => reduceTo(dy, node.inputs[index]!.shape),
  Sub: (node, dy, index) => reduceTo(index === 0 ? dy : neg(dy), node.inputs[index]!.shape),
  Mul: (node, dy, index) => reduceTo(mul(dy, node.inputs[1 - index]!), node.inputs[index]!.shape),
  Div: (node, dy, index) => {
    const [a, b] = node.inputs as [Node, Node];
    return index === 0 ? reduceTo(div(dy, b), a.shape) : reduceTo(neg(div(mul(dy, a), square(b))), b.shape);
  },
  Pow: (node, dy, index) => {
    const [base, power] = node.inputs as [Node, Node];
    return index === 0
      ? reduceTo(mul(dy, mul(power, pow(base, sub(power, 1)))), base.shape)
      : reduceTo(mul(dy, mul(node as Node, log(base))), power.shape);
  },
  Max: (node, dy, index) => chosen(node, dy, index, (own, other) => greater(own, other)),
  Min: (node, dy, index) => chosen(node, dy, index, (own, other) => greater(other, own)),
  Greater: flat,
  Equal: flat,
  Where: (node, dy, index) => {
    const condition = first(node);
    const kept = index === 1 ? where(condition, dy, 0) : where(condition, 0, dy);
    return reduceTo(kept, node.inputs[index]!.shape);
  },

  MatMul: (node, dy, index) => {
    const [a, b] = node.inputs as [Node, Node];
    return index === 0 ? matMul(dy, turned(b)) : matMul(turned(a), dy);
  },
  Gemm: (node, dy, index) => {
    const [a, b, c] = node.inputs as [Node, Node, Node | undefined];
    const { transA, transB, alpha } = node.attributes;
    if (index === 2) return reduceTo(dy, c!.shape);
    if (index === 0) {
      return transA ? gemm(b, dy, { transA: transB, transB: true, alpha }) : gemm(dy, b, { transB: !transB, alpha });
    }
    return transB ? gemm(dy, a, { transA: true, transB: transA, alpha }) : gemm(a, dy, { transA: !transA, alpha });
  },
  Transpose: (node, dy) => {
    const { permutation } = node.attributes;
    return transpose(
      dy,
      permutation.map((_, axis) => permutation.indexOf(axis)),
    );
  },
  Reshape: (node, dy) => reshape(dy, first(node).shape),
  Expand: (node, dy) => reduceTo(dy, first(node).shape),
  Concat: (node, dy, index) => {
    const { axis } = node.attributes;
    const start = node.inputs.slice(0, index).reduce((sum, part) => sum + part.shape[axis]!, 0);
    return slice(dy, axis, start, start + node.inputs[index]!.shape[axis]!);
  },
  Slice: (node, dy) => {
    const { axis, start, step } = node.attributes;
    const spread = spreadOut(dy, axis, step);
    return pad(spread, axis, start, first(node).shape[axis]! - start - spread.shape[axis]!);
  },
  Pad: (node, dy) => {
    const { axis, before } = node.attributes;
    return slice(dy, axis, before, before + first(node).shape[axis]!);
  },
  Gather: (node, dy) => gatherGradient(node, dy),
  ReduceSum: (node, dy) => expand(dy, first(node).shape),
  ReduceMean: (node, dy) => {
    const count = node.attributes.axes.reduce((product, axis) => product * first(node).shape[axis]!, 1);
    return expand(mul(dy, 1 / count), first(node).shape);
  },
  ReduceMax: (node, dy) => {
    const { axes } = node.attributes;
    const winners = cast(equal(first(node), node as Node), 'float');
    return mul(winners, div(dy, reduceSum(winners, axes)));
  },
  Conv: convGradient,
  ConvTranspose: convTransposeGradient,
  ConvWeightGradient: convWeightGradientGradient,
  MaxPool: maxPoolGradient,
  AveragePool: averagePoolGradient,
  Softmax: (node, dy) => {
    const y = node as Node;
    return mul(y, sub(dy, reduceSum(mul(dy, y), lastAxis(y))));
  },
  LogSoftmax: (node, dy) => sub(dy, mul(softmax(first(node)), reduceSum(dy, lastAxis(dy)))),
};

/** Sums a derivative back over the axes along which its input was repeated. */
function reduceTo(x: Node, shape: Shape): Node {
  if (sameShape(x.shape, shape)) return x;
  const axes = broadcastAxes(shape, x.shape);
  const reduced = axes.length > 0 ? reduceSum(x, axes) : x;
  return sameShape(reduced.shape, shape) ? reduced : reshape(reduced, shape);
}

/** The share of each operand of Max or Min: all to the winner, half each at a tie. */
function chosen(node: NodeOf<'Max' | 'Min'>, dy: Node, index: number, wins: (own: Node, other: Node) => Node): Node {
  const own = node.inputs[index]!;
  const other = node.inputs[1 - index]!;
  const share = add(cast(wins(own, other), 'float'), mul(0.5, cast(equal(own, other), 'float')));
  return reduceTo(mul(dy, share), own.shape);
}

/** `step - 1` zeros between neighbours along `axis`. */
function spreadOut(x: Node, axis: number, step: number): Node {
  if (step === 1) return x;
  const apart = pad(reshape(x, x.shape.toSpliced(axis + 1, 0, 1)), axis + 1, 0, step - 1);
  const size = x.shape[axis]! * step;
  return slice(reshape(apart, x.shape.with(axis, size)), axis, 0, size - step + 1);
}

/** Adds every gathered row's derivative to the row it came from, as a product with the indices' one-hot matrix. */
function gatherGradient(node: NodeOf<'Gather'>, dy: Node): Node {
  const [source, indices] = node.inputs as [Node, Node];
  const { axis } = node.attributes;
  const size = source.shape[axis]!;
  const positions = constant(
    Array.from({ length: size }, (_, position) => position),
    [1, size],
    'int64',
  );
  const oneHot = cast(equal(reshape(indices, [indices.shape[0]!, 1]), positions), 'float');
  const toFront = [axis, ...source.shape.map((_, other) => other).filter((other) => other !== axis)];
  const moved = transpose(dy, toFront);
  const columns = moved.shape.slice(1);
  const rows = gemm(oneHot, reshape(moved, [indices.shape[0]!, sizeOf(columns)]), { transA: true });
  return transpose(
    reshape(rows, [size, ...columns]),
    toFront.map((_, original) => toFront.indexOf(original)),
  );
}

function lastAxis(x: Node): number[] {
  return [x.shape.length - 1];
}

/** Matrices with rows and columns exchanged. */
function turned(x: Node): Node {
  const last = x.shape.length - 1;
  return transpose(
    x,
    x.shape.map((_, axis) => (axis < last - 1 ? axis : 2 * last - 1 - axis)),
  );
}
