import { expect, test } from '@jest/globals';
import { graph, type Node, randomStream } from '../../core/index.ts';
import { lowerGraph, lowerLoop, recordName, stateOutput, stepsName } from '../../onnx/index.ts';
import { randomValues } from '../support/operation-cases.ts';
import { runOnnx } from '../support/run-onnx.ts';

const batch = 3;
const steps = 4;
const shapes = { filters: [4, 1, 3, 3], depthwise: [4, 1, 3, 3], pointwise: [3, 4, 1, 1], dense: [2, 12] };
type Parameters = { readonly [K in keyof typeof shapes]: Node };

/** Convolution, pooling, a depthwise separable convolution with a stride, pooling with overlap, and a dense layer. */
function network(images: Node, { filters, depthwise, pointwise, dense }: Parameters): Node {
  const first = graph.maxPool(graph.relu(graph.conv(images, filters, { pads: [1, 1, 1, 1] })), [2, 2]);
  const apart = graph.conv(first, depthwise, { groups: 4, strides: [2, 2], pads: [1, 1, 0, 0] });
  const mixed = graph.tanh(graph.conv(apart, pointwise));
  const pooled = graph.averagePool(mixed, [2, 2], { strides: [1, 1], pads: [0, 0, 1, 1] });
  return graph.gemm(graph.reshape(pooled, [images.shape[0]!, 12]), dense, { transB: true });
}

test('steps of a convolutional network in a Loop are those of the reference evaluator by hand', async () => {
  const random = randomStream(3, 'convolutional loop');
  const parameters = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, graph.input(name, shape)]),
  ) as unknown as Parameters;
  const images = graph.input('images', [batch, 1, 9, 9]);
  const targets = graph.input('targets', [batch, 2]);
  const loss = graph.total(graph.square(graph.sub(network(images, parameters), targets)));
  const names = Object.keys(shapes) as (keyof typeof shapes)[];
  const before = names.map((name) => parameters[name]);
  const updated = graph
    .gradients(loss, before)
    .map((slope, index) => graph.sub(before[index]!, graph.mul(slope, 0.02)));
  const outputs = graph.simplify([...updated, loss]);
  const model = lowerLoop({
    state: Object.fromEntries(names.map((name, index) => [name, { before: before[index]!, after: outputs[index]! }])),
    perStep: [images, targets],
    record: outputs.at(-1)!,
  });

  const start = Object.fromEntries(
    names.map((name) => [name, randomValues(random, sizeOf(shapes[name]), false).map((v) => Math.fround(v / 3))]),
  );
  const batches = Array.from({ length: steps }, () => ({
    images: randomValues(random, sizeOf(images.shape), false),
    targets: randomValues(random, sizeOf(targets.shape), false),
  }));
  const results = await runOnnx(model, {
    [stepsName]: BigInt(steps),
    ...Object.fromEntries(names.map((name) => [name, { shape: shapes[name], data: start[name]! }])),
    images: { shape: [steps, ...images.shape], data: batches.flatMap((one) => [...one.images]) },
    targets: { shape: [steps, ...targets.shape], data: batches.flatMap((one) => [...one.targets]) },
  });

  let state: Record<string, Float64Array> = start;
  const losses: number[] = [];
  for (const one of batches) {
    const values = graph.evaluate(outputs, { ...state, ...one });
    losses.push(values.at(-1)![0]!);
    state = Object.fromEntries(names.map((name, index) => [name, values[index]!]));
  }
  expect(losses.at(-1)).not.toBeCloseTo(losses[0]!, 2);
  expectClose(results[recordName]!.data, losses);
  for (const name of names) expectClose(results[stateOutput(name)]!.data, state[name]!);
});

test('a convolutional network with a symbolic batch takes any number of images', async () => {
  const random = randomStream(4, 'convolutional batch');
  const parameters = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      graph.constant(randomValues(random, sizeOf(shape), false), shape),
    ]),
  ) as unknown as Parameters;
  const model = lowerGraph({ y: network(graph.input('x', [1, 1, 9, 9]), parameters) }, { batchSymbol: 'N' });
  for (const count of [1, 5]) {
    const data = randomValues(random, count * 81, false);
    const { shape, data: actual } = (await runOnnx(model, { x: { shape: [count, 1, 9, 9], data } }))['y']!;
    expect(shape).toEqual([count, 2]);
    expectClose(actual, graph.evaluate([network(graph.input('x', [count, 1, 9, 9]), parameters)], { x: data })[0]!);
  }
});

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  Array.from(expected).forEach((value, index) => {
    expect(Math.abs(actual[index]! - value)).toBeLessThan(1e-4 * (1 + Math.abs(value)));
  });
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
