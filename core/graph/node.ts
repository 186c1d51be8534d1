import type { Shape } from '../shape.ts';
import type { Pads, Pair, Window } from './windows.ts';

/**
 * A computation as data: every node is frozen, names its operation, and points at the nodes it reads. The operations
 * are a subset of ONNX's with ONNX's meaning (broadcasting included), so that lowering is a renaming and engines agree.
 */
export type Node = { readonly [K in Kind]: NodeOf<K> }[Kind];

export interface NodeOf<K extends Kind> {
  readonly kind: K;
  readonly inputs: readonly Node[];
  readonly attributes: Attributes[K];
  readonly shape: Shape;
  readonly type: ElementType;
}

export type Kind = keyof Attributes;
export type ElementType = 'float' | 'int64' | 'bool';

type None = Readonly<Record<never, never>>;

/** The vocabulary: each operation and what it needs beside its inputs. */
export interface Attributes {
  Input: { readonly name: string };
  /** In 32 bits where they came so: the weights of a large network need not be held twice. */
  Constant: { readonly values: Float64Array | Float32Array };

  Neg: None;
  Abs: None;
  Sign: None;
  Exp: None;
  Log: None;
  Sqrt: None;
  Sigmoid: None;
  Tanh: None;
  Relu: None;
  Softplus: None;
  LeakyRelu: { readonly slope: number };
  /** x above 0, below it times the second input, which broadcasts to it. */
  PRelu: None;
  Elu: { readonly alpha: number };
  /** max(0, min(1, slope x + offset)) */
  HardSigmoid: { readonly slope: number; readonly offset: number };
  Erf: None;
  Round: None;
  IsNaN: None;
  Cast: { readonly to: ElementType };
  /** The value unchanged, but a constant as far as gradients are concerned. */
  StopGradient: None;
  /** The first input's value with the second's derivative (a straight-through estimator). */
  StraightThrough: None;

  Add: None;
  Sub: None;
  Mul: None;
  Div: None;
  Pow: None;
  Max: None;
  Min: None;
  Greater: None;
  Equal: None;
  Where: None;

  /** alpha A' B' + C, each of A, B optionally transposed; C is optional and broadcast. */
  Gemm: { readonly transA: boolean; readonly transB: boolean; readonly alpha: number };
  /** Matrices [..., m, k] times [..., k, n], pair by pair: the axes before the last two are the same. */
  MatMul: None;
  Transpose: { readonly permutation: readonly number[] };
  Reshape: None;
  Expand: None;
  Concat: { readonly axis: number };
  /** Every `step`th from `start`, before `end`. */
  Slice: { readonly axis: number; readonly start: number; readonly end: number; readonly step: number };
  Pad: { readonly axis: number; readonly before: number; readonly after: number };
  /** Rows `indices` (a 1-d int64 input) along `axis`. */
  Gather: { readonly axis: number };
  /** Reduced axes stay, with size 1. */
  ReduceSum: { readonly axes: readonly number[] };
  ReduceMean: { readonly axes: readonly number[] };
  ReduceMax: { readonly axes: readonly number[] };

  /** Images [N, C, H, W] with a weight [O, C / groups, kh, kw] and, optionally, a bias [O]. */
  Conv: Convolution;
  /** The adjoint of Conv with the same weight; `outputPadding` zeros follow at the end. */
  ConvTranspose: Convolution & { readonly outputPadding: Pair };
  /** What Conv's weight [O, C / groups, kh, kw] gathers: images [N, C, H, W] correlated with adjoints [N, O, oh, ow] of its output. */
  ConvWeightGradient: Convolution & { readonly kernel: Pair };
  /** Padding does not count, neither for the largest nor for the mean. */
  MaxPool: Pooling;
  AveragePool: Pooling;

  /** Over the last axis. */
  Softmax: None;
  LogSoftmax: None;
}

type Convolution = Omit<Window, 'kernel'> & { readonly groups: number };
type Pooling = { readonly kernel: Pair; readonly strides: Pair; readonly pads: Pads };

export function makeNode<K extends Kind>(
  kind: K,
  inputs: readonly Node[],
  attributes: Attributes[K],
  shape: Shape,
  type: ElementType = 'float',
): Node {
  return Object.freeze({ kind, inputs, attributes, shape, type }) as Node;
}

/** Every node that `outputs` depend on, each once, inputs before the nodes that read them. */
export function topologicalOrder(outputs: readonly Node[]): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  // An explicit stack: long chains (an optimiser over many steps) must not exhaust the call stack.
  const stack = outputs.map((node) => ({ node, next: 0 })).reverse();
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    if (top.next === 0 && seen.has(top.node)) {
      stack.pop();
    } else if (top.next < top.node.inputs.length) {
      seen.add(top.node);
      const input = top.node.inputs[top.next++]!;
      if (!seen.has(input)) stack.push({ node: input, next: 0 });
    } else {
      seen.add(top.node);
      order.push(top.node);
      stack.pop();
    }
  }
  return order;
}

/** How often each node is read, by the nodes in `order` and as an output. */
export function readerCounts(order: readonly Node[], outputs: readonly Node[]): ReadonlyMap<Node, number> {
  const readers = new Map<Node, number>();
  for (const node of [...order.flatMap((reader) => reader.inputs), ...outputs]) {
    readers.set(node, (readers.get(node) ?? 0) + 1);
  }
  return readers;
}
