import { describe, expect, test } from '@jest/globals';
import { graph, type Node, type RandomStream, randomStream } from '../../core/index.ts';
import { blockProbe, lowerStep, recordName, type StepGraph } from '../../onnx/index.ts';
import { below, randomValues } from '../support/operation-cases.ts';
import { runOnnx } from '../support/run-onnx.ts';

const channelCounts = [3, 8, 12, 16, 20, 32, 50];

const blockSize = await runOnnx(blockProbe(), { x: { shape: [1, 4, 1, 1], data: [1, 2, 3, 4] } }).then(
  ({ y }) => y!.shape[1],
  () => undefined,
);

const testWithBlocks = blockSize === undefined ? test.skip : test;

describe('convolutions on blocks of channels', () => {
  test('are there on processors with vectors', () => {
    if (process.arch === 'x64') expect([8, 16]).toContain(blockSize);
  });

  testWithBlocks.each(Array.from({ length: 16 }, (_, seed) => seed))(
    'compute a network and all its gradients, drawing %d',
    async (seed) => {
      const { outputs, feeds } = drawNetwork(randomStream(seed, 'blocked network'));
      const model = lowerStep(stepOf(outputs), { blockSize, contributed: true });
      const expected = graph.evaluate(outputs, feeds);
      const inputs = graph.topologicalOrder(outputs).filter((node) => node.kind === 'Input');
      const results = await runOnnx(
        { ...model, graph: { ...model.graph, outputs: model.graph.outputs.slice(1) } },
        Object.fromEntries(
          inputs.map(({ attributes: { name }, shape }) => [name, { shape, data: feeds[name]! }] as const),
        ),
      );
      outputs.forEach((output, index) => {
        const { shape, data } = results[index === 0 ? recordName : `out${index}`]!;
        expect(shape).toEqual(output.shape);
        const scale = 1 + Math.max(...expected[index]!.map(Math.abs));
        const worst = Math.max(...expected[index]!.map((value, at) => Math.abs(value - data[at]!)));
        expect(worst / scale).toBeLessThan(2e-5);
      });
    },
  );

  test('are used for what fills the blocks, and for nothing else', () => {
    const operators = (filters: number) => {
      const x = graph.input('x', [16, 16, 6, 6]);
      const weight = graph.input('weight', [filters, 16, 3, 3]);
      const loss = graph.total(graph.square(graph.conv(x, weight, { pads: [1, 1, 1, 1] })));
      const [slope] = graph.gradients(loss, [weight]) as [Node];
      const { nodes } = lowerStep(stepOf([loss, slope]), { blockSize: 16 }).graph;
      return nodes.filter(({ domain }) => domain === 'com.microsoft.nchwc').map(({ opType }) => opType);
    };
    expect(operators(16).filter((opType) => opType === 'Conv')).toHaveLength(2);
    expect(operators(4)).toEqual([]);
  });
});

function stepOf(outputs: readonly Node[]): StepGraph {
  const [record, ...others] = graph.simplify(outputs) as [Node, ...Node[]];
  const perStep = graph.topologicalOrder(outputs).filter((node) => node.kind === 'Input');
  return {
    state: {},
    perStep,
    record,
    outputs: Object.fromEntries(others.map((node, index) => [`out${index + 1}`, node])),
  };
}

/** Noisy convolutions one after the other as families have them, with gates, residual sums and layers of any width. */
function drawNetwork(random: RandomStream) {
  const feeds: Record<string, Float64Array> = {};
  const parameters: Node[] = [];
  const input = (name: string, shape: readonly number[], positive = false) => {
    feeds[name] = randomValues(
      random,
      shape.reduce((a, b) => a * b, 1),
      positive,
    ).map((value) => Math.fround(value / 2));
    return graph.input(name, shape);
  };
  const learned = (name: string, shape: readonly number[], positive = false) => {
    const node = input(name, shape, positive);
    parameters.push(node);
    return node;
  };
  const pick = <T>(all: readonly T[]) => all[below(random, all.length)]!;
  const images = pick([5, 16, 17]);
  let values = input('x', [images, pick(channelCounts), 5 + below(random, 4), 5 + below(random, 4)]);
  for (let layer = 0; layer < 3; layer++) {
    const channels = values.shape[1]!;
    const isDepthwise = random.uniform() < 0.3;
    const filters = isDepthwise ? channels : pick(channelCounts);
    const kernel = pick([1, 2, 3]);
    const options = {
      strides: pick<graph.Pair>([
        [1, 1],
        [1, 1],
        [2, 2],
        [1, 2],
      ]),
      pads: pick<graph.Pads>([
        [0, 0, 0, 0],
        [1, 1, 1, 1],
        [0, 1, 1, 2],
      ]),
      dilations: pick<graph.Pair>([
        [1, 1],
        [1, 1],
        [2, 1],
      ]),
      groups: isDepthwise ? channels : 1,
    };
    const image = values.shape.slice(2);
    if (image.some((size) => size < 1 + 2 * (kernel - 1))) break;
    const shape = [filters, isDepthwise ? 1 : channels, kernel, kernel];
    const mean = graph.conv(values, learned(`mean${layer}`, shape), {
      ...options,
      bias: learned(`bias${layer}`, [filters]),
    });
    const variance = graph.conv(graph.square(values), learned(`variance${layer}`, shape, true), {
      ...options,
      bias: learned(`floor${layer}`, [filters], true),
    });
    const noise = input(`noise${layer}`, mean.shape);
    const drawn = graph.add(graph.mul(graph.sqrt(variance), noise), mean);
    const gate = graph.sigmoid(learned(`gate${layer}`, [filters, 1, 1]));
    const gated = graph.mul(pick([graph.relu, graph.tanh])(drawn), gate);
    const isSame = gated.shape.every((size, axis) => size === values.shape[axis]);
    values = isSame && random.uniform() < 0.5 ? graph.add(gated, values) : gated;
  }
  const pooled = graph.reduceMean(values, [2, 3]);
  const loss = graph.total(graph.square(pooled));
  return { feeds, outputs: [loss, ...graph.gradients(loss, parameters), values] };
}
