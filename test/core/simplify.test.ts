import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { graph, type Node, randomStream } from '../../core/index.ts';
import { operationCases, weightedTotal } from '../support/operation-cases.ts';
import { randomGraph } from '../support/random-graph.ts';

const count = (nodes: readonly Node[]) => graph.topologicalOrder(nodes).length;

describe('simplifying a random graph of all operations and its gradient', () => {
  const kindsSeen = new Set<string>();

  test('changes no value beyond 1e-10 and never adds a node', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 12 }), (seed, size) => {
        const random = randomStream(seed, 'simplify');
        const { inputs, outputs, feeds } = randomGraph(random, size);
        const loss = weightedTotal(outputs.at(-1)!, random);
        const plain = [...outputs, loss, ...graph.gradients(loss, inputs)];
        for (const node of graph.topologicalOrder(plain)) kindsSeen.add(node.kind);
        const simple = graph.simplify(plain);
        expect(simple.map((node) => node.shape)).toEqual(plain.map((node) => node.shape));
        expect(simple.map((node) => node.type)).toEqual(plain.map((node) => node.type));
        expect(count(simple)).toBeLessThanOrEqual(count(plain));
        const [before, after] = [graph.evaluate(plain, feeds), graph.evaluate(simple, feeds)];
        before.forEach((values, index) => {
          expect(differences(values, after[index]!)).toEqual([]);
        });
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  test('and those graphs had every operation in them', () => {
    expect(Object.keys(operationCases).filter((kind) => !kindsSeen.has(kind))).toEqual([]);
  });

  test('done twice finds nothing new to compute', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const simple = graph.simplify(randomGraph(randomStream(seed, 'twice'), 8).outputs);
        expect(count(graph.simplify(simple))).toBeLessThanOrEqual(count(simple));
      }),
      { numRuns: 50, seed: 1 },
    );
  });
});

describe('what simplifying does', () => {
  const x = graph.input('x', [2, 3]);

  test('equal subexpressions become one node', () => {
    const [a, b] = graph.simplify([graph.exp(graph.neg(x)), graph.exp(graph.neg(x))]);
    expect(a).toBe(b);
  });

  test('what a rule has just made is not taken for something else', () => {
    const y = graph.input('y', [2, 3]);
    const plain = [
      graph.mul(graph.mul(x, 2), 3),
      graph.mul(graph.mul(x, 2), 5),
      graph.add(graph.mul(x, y), graph.mul(x, y)),
    ];
    const feeds = { x: [1, 2, 3, 4, 5, 6], y: [7, 8, 9, 1, 2, 3] };
    expect(graph.evaluate(graph.simplify(plain), feeds)).toEqual(graph.evaluate(plain, feeds));
  });

  test('constants are folded', () => {
    const [y] = graph.simplify([graph.mul(graph.exp(graph.constant(0)), graph.add(graph.constant(2), 3))]);
    expect([y!.kind, ...graph.evaluate([y!])[0]!]).toEqual(['Constant', 5]);
  });

  test.each([
    ['x + 0', graph.add(x, 0)],
    ['0 + x', graph.add(graph.fill([3], 0), x)],
    ['x - 0', graph.sub(x, 0)],
    ['x * 1', graph.mul(x, graph.expand(graph.constant(1), [2, 3]))],
    ['x / 1', graph.div(x, 1)],
    ['-(-x)', graph.neg(graph.neg(x))],
    ['x reshaped to its shape', graph.reshape(x, [2, 3])],
    ['x expanded to its shape', graph.expand(x, [2, 3])],
    ['x without its gradient', graph.stopGradient(x)],
    ['x for another gradient', graph.straightThrough(x, graph.neg(x))],
  ])('%s is x', (_, node) => {
    expect(graph.simplify([node])).toEqual([x]);
  });

  test('factors on both sides of what is linear meet', () => {
    const image = graph.input('image', [1, 2, 4, 4]);
    const plain = graph.conv(image, graph.input('weight', [2, 2, 3, 3]));
    const [conv, half, sum] = graph.simplify([
      graph.mul(graph.conv(graph.mul(image, 2), graph.input('weight', [2, 2, 3, 3])), 0.5),
      graph.div(graph.mul(x, 0.5), graph.input('y', [2, 3])),
      graph.mul(graph.reduceSum(graph.mul(x, 4), [1]), 0.25),
    ]) as [Node, Node, Node];
    expect(conv).toEqual(plain);
    expect(half.kind).toBe('Mul');
    expect(sum).toEqual(graph.reduceSum(x, [1]));
  });

  test('a sum that also broadcasts stays', () => {
    const [y] = graph.simplify([graph.add(graph.input('row', [3]), graph.fill([2, 3], 0))]);
    expect(y!.shape).toEqual([2, 3]);
  });

  test('a product of matrices and a sum become one Gemm, unless the product is read elsewhere', () => {
    const product = graph.gemm(graph.input('a', [2, 4]), graph.input('b', [4, 3]), { alpha: 2 });
    const sum = graph.add(product, x);
    expect(graph.simplify([sum])[0]!.kind).toBe('Gemm');
    expect(graph.simplify([sum, product]).map((node) => node.kind)).toEqual(['Add', 'Gemm']);
  });
});

function differences(expected: Float64Array, actual: Float64Array) {
  return [...expected].flatMap((value, index) => {
    const got = actual[index]!;
    const isSame = Object.is(got, value) || Math.abs(got - value) <= 1e-10 * Math.max(1, Math.abs(value));
    return isSame ? [] : [{ index, value, got }];
  });
}
