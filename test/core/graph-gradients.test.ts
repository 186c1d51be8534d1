import { describe, expect, test } from '@jest/globals';
import { graph, type Node, randomStream } from '../../core/index.ts';

type Case = { parameters: Record<string, number[]>; build: (p: Record<string, Node>) => Node; positive?: boolean };

const matrix = { x: [3, 4] };
const unary = (build: (x: Node) => Node, positive = false): Case => ({
  parameters: matrix,
  build: ({ x }) => build(x!),
  positive,
});
/** Broadcasting both ways: a column against a row, and a scalar-like operand. */
const binary = (build: (a: Node, b: Node) => Node, positive = false): Case => ({
  parameters: { a: [2, 3, 1], b: [3, 4] },
  build: ({ a, b }) => build(a!, b!),
  positive,
});

/** The type makes this list complete: a new operation does not compile until its gradient has a case here. */
const cases: Record<Exclude<graph.Kind, 'Input' | 'Constant' | 'StopGradient' | 'StraightThrough'>, Case[]> = {
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
  Erf: [unary(graph.erf)],
  Round: [unary((x) => graph.mul(x, graph.round(graph.mul(x, 3))))],
  IsNaN: [unary((x) => graph.where(graph.isNotANumber(x), 0, x))],
  Cast: [unary((x) => graph.mul(x, graph.cast(graph.greater(x, 0), 'float')))],
  Add: [binary(graph.add)],
  Sub: [binary(graph.sub)],
  Mul: [binary(graph.mul), unary(graph.square)],
  Div: [binary(graph.div, true)],
  Pow: [binary(graph.pow, true)],
  Max: [binary(graph.max)],
  Min: [binary(graph.min)],
  Greater: [binary((a, b) => graph.where(graph.greater(a, b), a, b))],
  Equal: [binary((a, b) => graph.where(graph.equal(a, b), a, b))],
  Where: [binary((a, b) => graph.where(graph.greater(b, 0.1), graph.mul(a, b), b))],
  Gemm: [false, true].flatMap((transA) =>
    [false, true].flatMap((transB) =>
      [[], [5], [3, 1], [3, 5]].map((c) => ({
        parameters: { a: transA ? [4, 3] : [3, 4], b: transB ? [5, 4] : [4, 5], c },
        build: ({ a, b, c }: Record<string, Node>) => graph.gemm(a!, b!, { transA, transB, alpha: 0.7, c: c! }),
      })),
    ),
  ),
  Transpose: [{ parameters: { x: [2, 3, 4] }, build: ({ x }) => graph.transpose(x!, [2, 0, 1]) }],
  Reshape: [unary((x) => graph.reshape(x, [2, 6]))],
  Expand: [{ parameters: { x: [3, 1] }, build: ({ x }) => graph.expand(x!, [2, 3, 4]) }],
  Concat: [
    { parameters: { a: [2, 1, 3], b: [2, 4, 3] }, build: ({ a, b }) => graph.concat([a!, b!, a!], 1) },
    { parameters: { a: [2, 3], b: [1, 3] }, build: ({ a, b }) => graph.concat([a!, b!], 0) },
  ],
  Slice: [{ parameters: { x: [3, 5, 2] }, build: ({ x }) => graph.slice(x!, 1, 1, 4) }],
  Pad: [{ parameters: { x: [3, 2, 2] }, build: ({ x }) => graph.pad(x!, 1, 2, 1) }],
  Gather: [0, 1, 2].map((axis) => ({
    parameters: { x: [4, 4, 4] },
    build: ({ x }: Record<string, Node>) => graph.gather(x!, graph.constant([2, 0, 2], [3], 'int64'), axis),
  })),
  ReduceSum: [unary((x) => graph.reduceSum(x, [0])), unary((x) => graph.reduceSum(x))],
  ReduceMean: [unary((x) => graph.reduceMean(x, [1])), unary((x) => graph.reduceMean(x))],
  ReduceMax: [unary((x) => graph.reduceMax(x, [1]))],
  Softmax: [unary(graph.softmax)],
  LogSoftmax: [unary(graph.logSoftmax)],
};

describe('the gradient of every operation agrees with central differences', () => {
  for (const [kind, list] of Object.entries(cases)) {
    test.each(list.map((entry, index) => [index, entry] as const))(`${kind} (case %i)`, (index, entry) => {
      for (let seed = 0; seed < 5; seed++) checkGradient(entry, `${kind} ${index}`, seed);
    });
  }
});

test('a gradient does not pass StopGradient', () => {
  const x = graph.input('x', []);
  const [dx] = graph.gradients(graph.mul(graph.stopGradient(x), x), [x]);
  expect(graph.evaluate([dx!], { x: [3] })[0]![0]).toBe(3);
});

test('StraightThrough takes its value from one input and its derivative from the other', () => {
  const x = graph.input('x', []);
  const y = graph.straightThrough(graph.round(x), graph.mul(x, 5));
  expect(graph.evaluate([y, ...graph.gradients(y, [x])], { x: [2.7] }).map(([value]) => value)).toEqual([3, 5]);
});

test('a parameter the loss does not read has gradient zero', () => {
  const x = graph.input('x', [2]);
  const [dx] = graph.gradients(graph.total(graph.input('y', [2])), [x]);
  expect([...graph.evaluate([dx!])[0]!]).toEqual([0, 0]);
});

test('only a scalar has a gradient', () => {
  const x = graph.input('x', [2]);
  expect(() => graph.gradients(x, [x])).toThrow(/scalar/);
});

/** The loss weighs every element of the output differently, so that no error can cancel. */
function checkGradient({ parameters, build, positive = false }: Case, name: string, seed: number): void {
  const random = randomStream(seed, name);
  const nodes = Object.fromEntries(Object.entries(parameters).map(([key, shape]) => [key, graph.input(key, shape)]));
  const feeds = Object.fromEntries(
    Object.entries(parameters).map(([key, shape]) => [
      key,
      Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
        positive ? 0.5 + random.uniform() : random.normal(),
      ),
    ]),
  );
  const output = build(nodes);
  const size = output.shape.reduce((a, b) => a * b, 1);
  const weights = graph.constant(
    Array.from({ length: size }, () => random.normal()),
    output.shape,
  );
  const loss = graph.total(graph.mul(weights, output));
  const names = Object.keys(parameters);
  const plain = graph.gradients(
    loss,
    names.map((key) => nodes[key]!),
  );
  const [exact, simplified] = [plain, graph.simplify(plain)].map((nodes) => graph.evaluate(nodes, feeds));
  names.forEach((key, position) => {
    expect(plain[position]!.shape).toEqual(parameters[key]);
    const values = feeds[key]!;
    for (let index = 0; index < values.length; index++) {
      const at = (shift: number) =>
        graph.evaluate([loss], { ...feeds, [key]: values.with(index, values[index]! + shift) })[0]![0]!;
      const difference = (at(1e-6) - at(-1e-6)) / 2e-6;
      expect(Math.abs(exact![position]![index]! - difference)).toBeLessThan(1e-6 * (1 + Math.abs(difference)));
      expect(simplified![position]![index]).toBeCloseTo(exact![position]![index]!, 10);
    }
  });
}
