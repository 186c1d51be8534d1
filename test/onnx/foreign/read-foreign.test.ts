import { describe, expect, test } from '@jest/globals';
import { formatNetwork, randomStream } from '../../../core/index.ts';
import { readForeign } from '../../../onnx/index.ts';
import { type ForeignGraph, foreignGraph, int, ints, real, text } from './foreign-graph.ts';
import { expectSame } from './parity.ts';

const opsets = [9, 11, 13, 17, 18, 21];

describe.each(opsets)('in opset %i', (opset) => {
  const graphOf = (label: string) => foreignGraph(opset, randomStream(opset, label));
  const reduceMean = (g: ForeignGraph, x: string, axes: number[], keepdims: number) =>
    opset >= 18
      ? g.node('ReduceMean', [x, g.indices(axes)], { keepdims: int(keepdims) })
      : g.node('ReduceMean', [x], { axes: ints(axes), keepdims: int(keepdims) });

  test('a table network with preprocessing before it and probabilities after it', async () => {
    const g = graphOf('table');
    const scaled = g.node('Div', [g.node('Sub', ['x', g.weights([1, 6])]), g.weights([6], 0.2, 1)]);
    const gemm = g.node('Gemm', [scaled, g.weights([8, 6]), g.weights([8])], {
      transB: int(1),
      alpha: real(0.5),
      beta: real(2),
    });
    const normed = g.node('BatchNormalization', [
      gemm,
      g.weights([8], 0.5, 1),
      g.weights([8]),
      g.weights([8]),
      g.weights([8], 0.5, 1),
    ]);
    const hidden = g.node('Relu', [normed]);
    const product = g.node('MatMul', [hidden, g.weights([8, 5])]);
    const second = g.node('Tanh', [g.node('Add', [g.weights([5]), product])]);
    const last = g.node('Gemm', [second, g.weights([5, 3]), g.weights([1])]);
    const model = g.model(g.node('Softmax', [last], { axis: int(1) }), ['N', 6], ['N', 3]);
    const { body, obstacles } = await expectSame(model, [4, 6]);
    expect(formatNetwork(body!.network)).toBe('6-8-5=tanh-3');
    expect(body!.input).toBe(scaled);
    expect(body!.output).toBe(last);
    expect(obstacles).toEqual([]);
  });

  test('a residual table network whose skip goes around two layers', async () => {
    const g = graphOf('residual table');
    const first = g.node('Relu', [g.node('Gemm', ['x', g.weights([4, 6]), g.weights([6])])]);
    const a = g.node('Relu', [g.node('Gemm', [first, g.weights([6, 6]), g.weights([6])])]);
    const b = g.node('Gemm', [a, g.weights([6, 6]), g.weights([6])]);
    const sum = g.node('Add', [first, b]);
    const last = g.node('Gemm', [g.node('Relu', [sum]), g.weights([6, 2]), g.weights([2])]);
    const { body } = await expectSame(g.model(last, ['N', 4], ['N', 2]), [3, 4]);
    expect(formatNetwork(body!.network)).toBe('4-6-6-6-add0-2');
  });

  test('an image network with pools, batch normalisation, and an activation after the pool', async () => {
    const g = graphOf('image');
    const conv = g.node('Conv', ['x', g.weights([4, 1, 3, 3]), g.weights([4])], { pads: ints([1, 1, 1, 1]) });
    const normed = g.node('BatchNormalization', [
      conv,
      g.weights([4], 0.5, 1),
      g.weights([4]),
      g.weights([4]),
      g.weights([4], 0.5, 1),
    ]);
    const pooled = g.node('Relu', [g.node('MaxPool', [normed], { kernel_shape: ints([2, 2]), strides: ints([2, 2]) })]);
    const depthwise = g.node('Conv', [pooled, g.weights([4, 1, 3, 3])], {
      group: int(4),
      auto_pad: text('SAME_UPPER'),
    });
    const active = g.node('Sigmoid', [depthwise]);
    const point = g.node('Relu', [g.node('Conv', [active, g.weights([6, 4, 1, 1]), g.weights([6])])]);
    const flat = g.node('Flatten', [
      g.node('AveragePool', [point], { kernel_shape: ints([2, 2]), strides: ints([2, 2]) }),
    ]);
    const last = g.node('Gemm', [flat, g.weights([24, 3]), g.weights([3])]);
    const { body } = await expectSame(g.model(last, ['N', 1, 8, 8], ['N', 3]), [2, 1, 8, 8]);
    expect(formatNetwork(body!.network)).toBe('8x8x1-c4k3p1-max2-c4k3p1d=sigmoid-c6k1-avg2-flat-3');
  });

  test('a wide and deep table network', async () => {
    const g = graphOf('wide and deep');
    const deep = g.node('Relu', [g.node('Gemm', ['x', g.weights([4, 6]), g.weights([6])])]);
    const deeper = g.node('Tanh', [g.node('Gemm', [deep, g.weights([6, 5]), g.weights([5])])]);
    const joined = g.node('Concat', ['x', deeper, deep], { axis: int(-1) });
    const last = g.node('Gemm', [joined, g.weights([15, 2]), g.weights([2])]);
    const { body } = await expectSame(g.model(last, ['N', 4], ['N', 2]), [3, 4]);
    expect(formatNetwork(body!.network)).toBe('4-6-5=tanh-@in:cat1.0-2');
  });

  test('a dense block, whose normalisations follow concatenations', async () => {
    const g = graphOf('dense block');
    const pads = { pads: ints([1, 1, 1, 1]) };
    const conv = (x: string, filters: number, channels: number) =>
      g.node('Conv', [x, g.weights([filters, channels, 3, 3])], pads);
    const normed = (x: string, size: number) =>
      g.node('Relu', [
        g.node('BatchNormalization', [
          x,
          g.weights([size], 0.5, 1),
          g.weights([size]),
          g.weights([size]),
          g.weights([size], 0.5, 1),
        ]),
      ]);
    const first = conv('x', 4, 2);
    const one = g.node('Concat', [first, conv(normed(first, 4), 3, 4)], { axis: int(1) });
    const two = g.node('Concat', [one, conv(normed(one, 7), 3, 7)], { axis: int(1) });
    const mean = g.node('GlobalAveragePool', [normed(two, 10)]);
    const last = g.node('Gemm', [g.node('Flatten', [mean]), g.weights([10, 3]), g.weights([3])]);
    const { body } = await expectSame(g.model(last, ['N', 2, 6, 6], ['N', 3]), [2, 2, 6, 6]);
    expect(formatNetwork(body!.network)).toBe(
      '6x6x2:chw-c4k3p1=identity-c4k1d-c3k3p1=identity-@0:cat2-c7k1d-c3k3p1=identity-@3:cat5-c10k1d-gavg-3',
    );
  });

  test('residual blocks that end in a mean over the image', async () => {
    const g = graphOf('residual image');
    const conv = (x: string, filters: number, channels: number) =>
      g.node('Conv', [x, g.weights([filters, channels, 3, 3]), g.weights([filters])], { pads: ints([1, 1, 1, 1]) });
    const first = g.node('Relu', [conv('x', 4, 1)]);
    const block = g.node('Relu', [g.node('Add', [conv(g.node('Relu', [conv(first, 4, 4)]), 4, 4), first])]);
    const mean = reduceMean(g, block, [2, 3], 0);
    const last = g.node('Gemm', [mean, g.weights([4, 3]), g.weights([3])]);
    const { body } = await expectSame(g.model(last, ['N', 1, 6, 6], ['N', 3]), [2, 1, 6, 6]);
    expect(formatNetwork(body!.network)).toBe('6x6x1-c4k3p1-c4k3p1-c4k3p1-add0-gavg-3');
  });

  test('operators that are never read are called so, also beside a body', async () => {
    const g = graphOf('forest');
    const first = g.node('Relu', [g.node('Gemm', ['x', g.weights([4, 6])])]);
    const recurrent = g.node(
      'LSTM',
      [g.node('Unsqueeze', [first, g.indices([0])]), g.weights([1, 8, 6]), g.weights([1, 8, 2])],
      {
        hidden_size: int(2),
      },
    );
    const last = g.node('LinearRegressor', [g.node('Squeeze', [recurrent, g.indices([0, 1])])]);
    const { body, obstacles } = readForeign(g.model(last, ['N', 4], ['N', 1]), 'forest.onnx');
    expect(formatNetwork(body!.network)).toBe('4-6');
    expect(obstacles.map(({ operator, why }) => `${operator} ${why}`)).toEqual(
      expect.arrayContaining([
        'LSTM is an operator that is not read',
        'LinearRegressor is an operator that is not read',
      ]),
    );
  });
});

test('integers are read on only where who reads them takes them for the numbers that were meant', () => {
  const bodyWith = (scaleAgain: number, quantiserAgain = true) => {
    const g = foreignGraph(13, randomStream(1, 'quantised'));
    const hidden = g.node('Relu', [g.node('Gemm', ['x', g.weights([4, 6]), g.weights([6])])]);
    const scale = g.constant([], [0.1]);
    const integers = g.node('QuantizeLinear', [hidden, scale]);
    const back = g.node('DequantizeLinear', [integers, quantiserAgain ? scale : g.constant([], [scaleAgain])]);
    const { body } = readForeign(
      g.model(g.node('Gemm', [back, g.weights([6, 2]), g.weights([2])]), ['N', 4], ['N', 2]),
    );
    return body && formatNetwork(body.network);
  };
  expect(bodyWith(0.1)).toBe('4-6-2');
  expect(bodyWith(0.1, false)).toBe('4-6-2');
  // Twice the numbers go on: no network of floats does that by itself.
  expect(bodyWith(0.2, false)).not.toBe('4-6-2');
});

test('what is quantised once at every call is read by all products of it', () => {
  const g = foreignGraph(13, randomStream(1, 'quantised once'));
  const quantised = (x: string) => g.several('DynamicQuantizeLinear', [x], 3);
  const product = ([integers, scale, zeroPoint]: readonly string[], shape: readonly number[]) => {
    const scales = g.node('Mul', [scale!, g.constant([], [0.01])]);
    const sum = g.node('MatMulInteger', [integers!, g.bytes(shape), zeroPoint!]);
    return g.node('Mul', [g.node('Cast', [sum], { to: int(1) }), scales]);
  };
  const first = quantised(g.node('Relu', [product(quantised('x'), [4, 6])]));
  const skipped = product(first, [6, 5]);
  const sum = g.node('Add', [g.node('Relu', [product(first, [6, 5])]), skipped]);
  const { body, obstacles } = readForeign(g.model(product(quantised(sum), [5, 2]), ['N', 4], ['N', 2]));
  expect(formatNetwork(body!.network)).toBe('4-6-5-@0:5-add1=identity-2');
  expect(obstacles).toEqual([]);
});
