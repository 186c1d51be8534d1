import { describe, expect, test } from '@jest/globals';
import { graph, randomStream } from '../../core/index.ts';
import { type OnnxGraph, summarize } from '../../onnx/index.ts';
import { lowerGraph } from '../../onnx/lower/lower.ts';
import { inferShapes } from '../../onnx/shapes/infer-shapes.ts';
import { instantiate, operationCases } from '../support/operation-cases.ts';

/** What the walk over a lowered graph must know, since layers of networks become these. */
const known: readonly string[] = [
  'Conv',
  'ConvTranspose',
  'MaxPool',
  'AveragePool',
  'Gemm',
  'Concat',
  'ReduceSum',
  'ReduceMean',
  'ReduceMax',
  'Transpose',
  'Reshape',
] satisfies graph.Kind[];

describe('the shapes told from a lowered graph alone are those of the tensor graph', () => {
  test.each(Object.entries(operationCases))('%s', (kind, draws) => {
    draws.forEach((draw, index) => {
      for (let seed = 0; seed < 10; seed++) {
        const random = randomStream(seed, `infer ${kind} ${index}`);
        const drawn = draw(random);
        const nodes = graph.topologicalOrder([drawn.build(instantiate(drawn, random).inputs)]);
        const { graph: lowered } = lowerGraph(Object.fromEntries(nodes.map((node, number) => [`out${number}`, node])));
        const shapes = inferShapes(withoutAnnotations(lowered));
        nodes.forEach((node, number) => {
          const shape = shapes.get(`out${number}`);
          if (shape !== undefined || known.includes(node.kind))
            expect([node.kind, shape]).toEqual([node.kind, node.shape]);
        });
      }
    });
  });
});

test.each(['Conv', 'ConvTranspose'] as const)(
  '%s is counted by every product it makes with a pixel or its padding',
  (kind) => {
    operationCases[kind].forEach((draw, index) => {
      for (let seed = 0; seed < 20; seed++) {
        const drawn = draw(randomStream(seed, `count ${index}`));
        const shapes = Object.values(drawn.shapes);
        const [x, ...fitted] = shapes.map((shape, position) =>
          position === 0 ? graph.input('x', shape) : graph.constant(new Float64Array(sizeOf(shape)), shape),
        );
        const names = Object.keys(drawn.shapes);
        const y = drawn.build(Object.fromEntries([x!, ...fitted].map((node, position) => [names[position]!, node])));
        const small = kind === 'Conv' ? y.shape : x!.shape;
        // Each of the smaller side's numbers meets one kernel of every channel in its group.
        const macs = sizeOf(small) * sizeOf(fitted[0]!.shape.slice(1));
        const parameters = fitted.reduce((sum, node) => sum + sizeOf(node.shape), 0);
        expect(summarize(lowerGraph({ y }))).toMatchObject({ macs, parameters });
      }
    });
  },
);

test('LeNet-5 has the parameters and multiply-accumulates of its published table', () => {
  const fitted = (...shape: number[]) => graph.constant(new Float64Array(sizeOf(shape)), shape);
  const x = graph.input('x', [1, 1, 28, 28]);
  const first = graph.maxPool(graph.relu(graph.conv(x, fitted(20, 1, 5, 5), { bias: fitted(20) })), [2, 2]);
  const second = graph.maxPool(graph.relu(graph.conv(first, fitted(50, 20, 5, 5), { bias: fitted(50) })), [2, 2]);
  const hidden = graph.relu(
    graph.gemm(graph.reshape(second, [1, 800]), fitted(500, 800), { transB: true, c: fitted(500) }),
  );
  const y = graph.gemm(hidden, fitted(10, 500), { transB: true, c: fitted(10) });
  expect(summarize(lowerGraph({ y }, { batchSymbol: 'N' }))).toMatchObject({
    parameters: 431_080,
    macs: 288_000 + 1_600_000 + 400_000 + 5_000,
  });
});

function withoutAnnotations(lowered: OnnxGraph): OnnxGraph {
  return { ...lowered, outputs: lowered.outputs.map(({ name }) => ({ name })) };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
