import { describe, expect, test } from '@jest/globals';
import { formatNetwork, randomStream } from '../../../core/index.ts';
import { readForeign } from '../../../onnx/index.ts';
import { type ForeignGraph, foreignGraph, ints, real, text } from './foreign-graph.ts';
import { expectSame } from './parity.ts';

const graphOf = (opset = 17) => foreignGraph(opset, randomStream(opset, 'activations'));
const number = (g: ForeignGraph, value: number) => g.constant([], [value]);

/** A network of two layers with something between them, which may read what the first makes in several places. */
function around(g: ForeignGraph, between: (sums: string) => string) {
  const first = g.node('Gemm', ['x', g.weights([4, 6], 2), g.weights([6])]);
  const last = g.node('Gemm', [between(first), g.weights([6, 2]), g.weights([2])]);
  return g.model(last, ['N', 4], ['N', 2]);
}

describe('an activation is known by what it computes', () => {
  const spellings: readonly [string, (g: ForeignGraph, x: string) => string][] = [
    ['softsign', (g, x) => g.node('Div', [x, g.node('Add', [number(g, 1), g.node('Abs', [x])])])],
    ['softplus', (g, x) => g.node('Log', [g.node('Add', [g.node('Exp', [x]), number(g, 1)])])],
    ['mish', (g, x) => g.node('Mul', [g.node('Tanh', [g.node('Softplus', [x])]), x])],
    ['silu', (g, x) => g.node('Div', [x, g.node('Add', [g.node('Exp', [g.node('Neg', [x])]), number(g, 1)])])],
    ['quickgelu', (g, x) => g.node('Mul', [x, g.node('Sigmoid', [g.node('Mul', [number(g, 1.702), x])])])],
    ['hardsigmoid', (g, x) => g.node('Div', [clipped(g, g.node('Add', [x, number(g, 3)]), 0, 6), number(g, 6)])],
    ['leaky(0.3)', (g, x) => g.node('Max', [x, g.node('Mul', [x, number(g, 0.3)])])],
    ['leaky(0.25)', (g, x) => g.node('PRelu', [x, g.constant([6], new Array(6).fill(0.25))])],
    ['relu6', (g, x) => g.node('Min', [g.node('Relu', [x]), number(g, 6)])],
    ['clip(0,1000)', (g, x) => g.node('Min', [g.node('Relu', [x]), number(g, 1000)])],
    ['identity', (g, x) => g.node('Clip', [x])],
    ['clip(-1,3.4028234663852886e+38)', (g, x) => g.node('Max', [x, number(g, -1)])],
    [
      'tanh',
      (g, x) => g.node('Sub', [g.node('Mul', [g.node('Sigmoid', [doubled(g, x)]), number(g, 2)]), number(g, 1)]),
    ],
    ['softplus', (g, x) => g.node('Where', [g.node('Greater', [x, number(g, 20)]), x, g.node('Softplus', [x])])],
  ];
  test.each(spellings)('%s', async (name, spell) => {
    const g = graphOf();
    const { body, obstacles } = await expectSame(
      around(g, (x) => spell(g, x)),
      [5, 4],
    );
    expect(formatNetwork(body!.network)).toBe(`4-6=${name}-2`);
    expect(obstacles).toEqual([]);
  });

  const clipped = (g: ForeignGraph, x: string, low: number, high: number) =>
    g.node('Clip', [x, number(g, low), number(g, high)]);
  const doubled = (g: ForeignGraph, x: string) => g.node('Mul', [x, number(g, 2)]);

  test('and not where it computes something else far away or near 0', () => {
    const others: readonly ((g: ForeignGraph, x: string) => string)[] = [
      (g, x) => g.node('Mul', [x, g.node('Sigmoid', [g.node('Mul', [x, number(g, 1.6)])])]),
      (g, x) => g.node('Add', [g.node('Relu', [x]), g.node('Relu', [g.node('Sub', [x, number(g, 90)])])]),
      (g, x) => g.node('Where', [g.node('Greater', [x, number(g, 0.01)]), x, number(g, 0)]),
      (g, x) => g.node('Where', [g.node('Less', [g.node('Abs', [x]), number(g, 1e-4)]), number(g, 0), x]),
    ];
    for (const spell of others) {
      const g = graphOf();
      const { body, obstacles } = readForeign(around(g, (x) => spell(g, x)));
      expect(formatNetwork(body!.network)).toBe('4-6');
      expect(obstacles).not.toEqual([]);
    }
  });

  test('also where others read a part of it', async () => {
    const g = graphOf();
    const first = g.node('Gemm', ['x', g.weights([4, 6]), g.weights([6])]);
    const gate = g.node('Sigmoid', [first]);
    const both = g.node('Concat', [gate, g.node('Mul', [first, gate])], { axis: { type: 'int', value: 1 } });
    const last = g.node('Gemm', [both, g.weights([12, 2]), g.weights([2])]);
    const { body, obstacles } = await expectSame(g.model(last, ['N', 4], ['N', 2]), [3, 4]);
    expect(formatNetwork(body!.network)).toBe('4-6=identity-part0.6=sigmoid-mul0-@1:cat2-2');
    expect(obstacles).toEqual([]);
  });

  test('with a slope for each channel', async () => {
    const g = graphOf();
    const slopes = (x: string) => g.node('PRelu', [x, g.constant([6], [0.1, 0.1, 0.1, -0.2, 0.1, 1.5])]);
    const { body, obstacles } = await expectSame(around(g, slopes), [5, 4]);
    expect(formatNetwork(body!.network)).toBe('4-6=prelu(0.1,0.1,0.1,-0.2,0.1,1.5)-2');
    expect(obstacles).toEqual([]);
  });
});

test('a sum of three values is two sums', async () => {
  const g = graphOf();
  const layer = (x: string) => g.node('Relu', [g.node('Gemm', [x, g.weights([4, 4]), g.weights([4])])]);
  const [first, second] = [layer('x'), layer('x')];
  const sum = g.node('Relu', [g.node('Sum', [first, layer(second), second])]);
  const last = g.node('Gemm', [sum, g.weights([4, 2]), g.weights([2])]);
  const { body, obstacles } = await expectSame(g.model(last, ['N', 4], ['N', 2]), [3, 4]);
  expect(body!.network.layers.filter(({ kind }) => kind === 'add')).toHaveLength(2);
  expect(obstacles).toEqual([]);
});

describe('what onnxruntime fused is read', () => {
  test('convolutions with an activation, and with a sum in front of it', async () => {
    const g = graphOf();
    const window = { pads: ints([1, 1, 1, 1]) };
    const fused = (inputs: string[], activation: string, numbers: number[] = []) =>
      g.node('com.microsoft.FusedConv', inputs, {
        ...window,
        activation: text(activation),
        ...(numbers.length > 0 && { activation_params: { type: 'floats', value: numbers } }),
      });
    const one = fused(['x', g.weights([4, 2, 3, 3]), g.weights([4])], 'LeakyRelu', [0.2]);
    const two = fused([one, g.weights([4, 4, 3, 3]), g.weights([4])], 'Clip', [-0.5, 0.75]);
    const three = fused([two, g.weights([4, 4, 3, 3]), g.weights([4]), one], 'Relu');
    const flat = g.node('Flatten', [g.node('GlobalMaxPool', [three])]);
    const last = g.node('com.microsoft.FusedGemm', [flat, g.weights([4, 3]), g.weights([3])], {
      activation: text('Elu'),
      activation_alpha: real(0.5),
      alpha: real(0.5),
    });
    const end = g.node('com.microsoft.FusedMatMul', [last, g.weights([2, 3])], {
      alpha: real(2),
      transB: { type: 'int', value: 1 },
    });
    const { body, obstacles } = await expectSame(g.model(end, ['N', 2, 5, 5], ['N', 2]), [3, 2, 5, 5]);
    expect(formatNetwork(body!.network)).toBe(
      '5x5x2:chw-c4k3p1=leaky(0.2)-c4k3p1=clip(-0.5,0.75)-c4k3p1-add0-gmax-3=elu(0.5)-2',
    );
    expect(obstacles).toEqual([]);
  });

  test('but not with an activation that is none', () => {
    const g = graphOf();
    const first = g.node('com.microsoft.FusedGemm', ['x', g.weights([4, 6]), g.weights([6])], {
      activation: text('Softmax'),
    });
    const last = g.node('Gemm', [first, g.weights([6, 2]), g.weights([2])]);
    const { body, obstacles } = readForeign(g.model(last, ['N', 4], ['N', 2]));
    expect(formatNetwork(body!.network)).toBe('6-2');
    expect(obstacles[0]!.why).toMatch(/ends in Softmax/);
  });
});
