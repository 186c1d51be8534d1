import { graph, type Node, type RandomStream } from '../../core/index.ts';
import { below, type Draw, type OperationCase } from './operation-case.ts';
import {
  convCase,
  convTransposeCase,
  convWeightGradientCase,
  poolCase,
  sharings,
  sizeKeepingConvCase,
  tilingPoolCase,
} from './window-cases.ts';

export { below, type OperationCase };

/** Sizes 1 to 3. */
export function randomShape(random: RandomStream, smallestRank = 0, largestRank = 4): number[] {
  const rank = smallestRank + below(random, largestRank - smallestRank + 1);
  return Array.from({ length: rank }, () => 1 + below(random, 3));
}

/** A shape that broadcasts to `shape`: leading axes left out, others of size 1. */
export function broadcastable(random: RandomStream, shape: readonly number[]): number[] {
  return shape.slice(below(random, shape.length + 1)).map((size) => (random.uniform() < 0.3 ? 1 : size));
}

export function randomValues(random: RandomStream, count: number, positive: boolean): Float64Array {
  // float32 numbers, so that every engine is fed exactly the same.
  return Float64Array.from({ length: count }, () => Math.fround(positive ? 0.5 + random.uniform() : random.normal()));
}

/**
 * How to draw cases of every operation, shapes of rank 0 to 4 included. The type makes this list complete: a new
 * operation does not compile until it has cases here, and with them a test of its gradient and of its lowering.
 */
export const operationCases: Record<graph.Kind, readonly Draw[]> = {
  Input: [unary((x) => x)],
  Constant: [
    (random) => {
      const shape = randomShape(random);
      const values = randomValues(random, product(shape), false);
      return one('x', shape, (x) => graph.add(x, graph.constant(values, shape)));
    },
  ],
  Neg: [unary(graph.neg)],
  Abs: [unary(graph.abs)],
  Sign: [unary(graph.sign)],
  Exp: [unary(graph.exp)],
  Log: [unary(graph.log, true)],
  Sqrt: [unary(graph.sqrt, true)],
  Sigmoid: [unary(graph.sigmoid)],
  Tanh: [unary(graph.tanh)],
  Relu: [unary(graph.relu)],
  Softplus: [unary(graph.softplus)],
  LeakyRelu: [unary((x) => graph.leakyRelu(x, 0.2)), unary((x) => graph.leakyRelu(x, -0.5))],
  PRelu: [slopedCase],
  Elu: [unary((x) => graph.elu(x, 1)), unary((x) => graph.elu(x, 1.7))],
  HardSigmoid: [unary((x) => graph.hardSigmoid(x, 1 / 6, 0.5)), unary((x) => graph.hardSigmoid(x, 0.7, 0.2))],
  Erf: [unary(graph.erf)],
  Round: [unary((x) => graph.mul(x, graph.round(graph.mul(x, 3))))],
  IsNaN: [unary((x) => graph.where(graph.isNotANumber(x), 0, x))],
  Cast: [
    unary((x) => graph.mul(x, graph.cast(graph.greater(x, 0), 'float'))),
    unary((x) => graph.add(x, graph.cast(graph.cast(graph.mul(x, 4), 'int64'), 'float'))),
    unary((x) => graph.add(x, graph.cast(graph.cast(graph.relu(x), 'bool'), 'float'))),
  ],
  StopGradient: [unary((x) => graph.stopGradient(graph.mul(x, 2)))],
  StraightThrough: [unary((x) => graph.straightThrough(graph.sign(x), graph.tanh(x)))],

  Add: [binary(graph.add), unary((x) => graph.add(x, x))],
  Sub: [binary(graph.sub)],
  Mul: [binary(graph.mul), unary(graph.square)],
  Div: [binary(graph.div, true)],
  Pow: [binary(graph.pow, true)],
  Max: [binary(graph.max)],
  Min: [binary(graph.min)],
  Greater: [binary((a, b) => graph.where(graph.greater(a, b), a, b))],
  Equal: [
    binary((a, b) => graph.where(graph.equal(a, b), a, b)),
    unary((x) => graph.mul(x, graph.cast(graph.equal(graph.relu(x), x), 'float'))),
  ],
  Where: [
    binary((a, b) => graph.where(graph.greater(b, 0.1), graph.mul(a, b), b)),
    (random) => {
      const shape = randomShape(random);
      const [c, a, b] = [1, 2, 3].map(() => broadcastable(random, shape)) as [number[], number[], number[]];
      return {
        shapes: { c, a, b },
        build: (p) => graph.where(graph.greater(p['c']!, 0), p['a']!, p['b']!),
        positive: false,
      };
    },
  ],

  MatMul: [
    (random) => {
      const [pairs, rows, inner, columns] = [0, 1, 2, 3].map(() => 1 + below(random, 3)) as [
        number,
        number,
        number,
        number,
      ];
      const shapes = { a: [pairs, rows, inner], b: [pairs, inner, columns] };
      return { shapes, build: ({ a, b }) => graph.matMul(a!, b!), positive: false };
    },
  ],
  Gemm: [false, true].flatMap((transA) =>
    [false, true].flatMap((transB) => [false, true].map((withC) => gemmCase(transA, transB, withC))),
  ),
  Transpose: [
    (random) => {
      const shape = randomShape(random);
      const order = [...random.permutation(shape.length)];
      return one('x', shape, (x) => graph.transpose(x, order));
    },
    unary((x) => graph.transpose(x)),
  ],
  Reshape: [
    (random) => {
      const shape = randomShape(random);
      const other = [...random.permutation(shape.length)].map((axis) => shape[axis]!);
      return one('x', shape, (x) => graph.reshape(x, [1, ...other]));
    },
    unary((x) => graph.reshape(x, [product(x.shape)])),
  ],
  Expand: [
    (random) => {
      const shape = randomShape(random);
      return one('x', broadcastable(random, shape), (x) => graph.expand(x, shape));
    },
  ],
  Concat: [
    withAxis((random, shape, axis) => {
      const other = shape.with(axis, 1 + below(random, 3));
      return {
        shapes: { a: shape, b: other },
        build: ({ a, b }) => graph.concat([a!, b!, a!], axis),
        positive: false,
      };
    }),
  ],
  Slice: [
    withAxis((random, shape, axis) => {
      const start = below(random, shape[axis]!);
      const end = start + 1 + below(random, shape[axis]! - start);
      const step = 1 + below(random, 3);
      return one('x', shape, (x) => graph.slice(x, axis, start, end, step));
    }),
  ],
  Pad: [
    withAxis((random, shape, axis) => {
      const [before, after] = [below(random, 3), below(random, 3)] as const;
      return one('x', shape, (x) => graph.pad(x, axis, before, after));
    }),
  ],
  Gather: [
    withAxis((random, shape, axis) => {
      const indices = Array.from({ length: 1 + below(random, 4) }, () => below(random, shape[axis]!));
      return one('x', shape, (x) => graph.gather(x, graph.constant(indices, [indices.length], 'int64'), axis));
    }),
  ],
  ReduceSum: [reduction(graph.reduceSum), unary((x) => graph.reduceSum(x))],
  ReduceMean: [reduction(graph.reduceMean), unary((x) => graph.reduceMean(x))],
  ReduceMax: [reduction(graph.reduceMax), unary((x) => graph.reduceMax(x))],
  Conv: sharings.flatMap((sharing) => [convCase(sharing), sizeKeepingConvCase(sharing)]),
  ConvTranspose: sharings.map(convTransposeCase),
  ConvWeightGradient: sharings.map(convWeightGradientCase),
  MaxPool: [poolCase(graph.maxPool), tilingPoolCase(graph.maxPool)],
  AveragePool: [poolCase(graph.averagePool), tilingPoolCase(graph.averagePool)],
  Softmax: [(random) => one('x', randomShape(random, 1), graph.softmax)],
  LogSoftmax: [(random) => one('x', randomShape(random, 1), graph.logSoftmax)],
};

/** The case's inputs as nodes, and values to feed them. */
export function instantiate({ shapes, positive }: OperationCase, random: RandomStream) {
  const entries = Object.entries(shapes);
  const inputs: Record<string, Node> = Object.fromEntries(
    entries.map(([name, shape]) => [name, graph.input(name, shape)]),
  );
  const feeds: Record<string, Float64Array> = Object.fromEntries(
    entries.map(([name, shape]) => [name, randomValues(random, product(shape), positive)]),
  );
  return { inputs, feeds };
}

/** A scalar that weighs every element of `output` differently, so that no error in a gradient can cancel. */
export function weightedTotal(output: Node, random: RandomStream): Node {
  const weights = randomValues(random, product(output.shape), false);
  return graph.total(graph.mul(graph.constant(weights, output.shape), output));
}

function one(name: string, shape: readonly number[], build: (x: Node) => Node, positive = false): OperationCase {
  return { shapes: { [name]: shape }, build: (inputs) => build(inputs[name]!), positive };
}

function unary(build: (x: Node) => Node, positive = false): Draw {
  return (random) => one('x', randomShape(random), build, positive);
}

function binary(build: (a: Node, b: Node) => Node, positive = false): Draw {
  return (random) => {
    const shape = randomShape(random);
    const shapes = { a: broadcastable(random, shape), b: broadcastable(random, shape) };
    return { shapes, build: ({ a, b }) => build(a!, b!), positive };
  };
}

function slopedCase(random: RandomStream): OperationCase {
  const shape = randomShape(random);
  const shapes = { x: shape, slope: broadcastable(random, shape) };
  return { shapes, build: ({ x, slope }) => graph.pRelu(x!, slope!), positive: false };
}

function gemmCase(transA: boolean, transB: boolean, withC: boolean): Draw {
  return (random) => {
    const [rows, inner, columns] = [1, 2, 3].map(() => 1 + below(random, 4)) as [number, number, number];
    const a = transA ? [inner, rows] : [rows, inner];
    const b = transB ? [columns, inner] : [inner, columns];
    const c = broadcastable(random, [rows, columns]);
    const alpha = random.uniform() < 0.5 ? 1 : 0.7;
    return {
      shapes: withC ? { a, b, c } : { a, b },
      build: (p) => graph.gemm(p['a']!, p['b']!, { transA, transB, alpha, ...(p['c'] && { c: p['c'] }) }),
      positive: false,
    };
  };
}

function withAxis(draw: (random: RandomStream, shape: number[], axis: number) => OperationCase): Draw {
  return (random) => {
    const shape = randomShape(random, 1);
    return draw(random, shape, below(random, shape.length));
  };
}

function reduction(reduce: (x: Node, axes: readonly number[]) => Node): Draw {
  return (random) => {
    const shape = randomShape(random, 1);
    const axes = shape.map((_, axis) => axis).filter(() => random.uniform() < 0.5);
    return one('x', shape, (x) => reduce(x, axes));
  };
}

function product(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
