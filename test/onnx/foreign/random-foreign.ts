import type { RandomStream } from '../../../core/index.ts';
import type { OnnxModel } from '../../../onnx/index.ts';
import { type ForeignGraph, foreignGraph, int, ints, real, text } from './foreign-graph.ts';

/** A model in the manner of some exporter: the same layers written in one of the ways that there are. */
export interface RandomForeign {
  readonly model: OnnxModel;
  /** Of its input, for three rows. */
  readonly shape: readonly number[];
}

const opsets = [9, 10, 11, 12, 13, 15, 17, 18, 20, 21];

export function randomForeign(random: RandomStream): RandomForeign {
  const g = foreignGraph(oneOf(random, opsets), random);
  return oneOf(random, [randomTable, randomImage, randomSeries])(g);
}

function oneOf<T>(random: RandomStream, values: readonly T[]): T {
  return values[Math.floor(random.uniform() * values.length)]!;
}

function randomTable(g: ForeignGraph): RandomForeign {
  const { random } = g;
  const inputs = 3 + Math.floor(4 * random.uniform());
  let [value, width] = [random.uniform() < 0.5 ? 'x' : g.node('Mul', ['x', g.weights([inputs])]), inputs];
  const depth = 1 + Math.floor(3 * random.uniform());
  for (let layer = 0; layer < depth; layer++) {
    const units = 3 + Math.floor(5 * random.uniform());
    const [before, widthBefore] = [value, width];
    value = activated(g, maybeNormed(g, passed(g, dense(g, value, width, units)), units, 2), 2);
    width = units;
    if (layer > 0 && width === widthBefore) value = activated(g, g.node('Add', [before, value]), 2);
    if (random.uniform() < 0.3) value = maybeNormed(g, value, width, 2);
  }
  const last = dense(g, value, width, 3);
  return { model: g.model(last, ['N', inputs], ['N', 3]), shape: [3, inputs] };
}

function dense(g: ForeignGraph, x: string, inputs: number, units: number): string {
  const { random } = g;
  switch (Math.floor(4 * random.uniform())) {
    case 0:
      return g.node('Gemm', [x, weight(g, [units, inputs]), g.weights([units])], {
        transB: int(1),
        alpha: real(0.7),
        beta: real(1.5),
      });
    case 1:
      return g.node('Gemm', [x, weight(g, [inputs, units]), oneOf(random, [g.weights([1, units]), g.weights([1])])]);
    case 2:
      return g.node('Add', [g.weights([units]), g.node('MatMul', [x, weight(g, [inputs, units])])]);
    default:
      return g.node('Sub', [
        g.node('MatMul', [x, g.node('Transpose', [weight(g, [units, inputs])], { perm: ints([1, 0]) })]),
        g.weights([1, units]),
      ]);
  }
}

/** Weights plain, halved, quantised, or behind operators that change nothing. */
function weight(g: ForeignGraph, shape: readonly number[]): string {
  switch (Math.floor(5 * g.random.uniform())) {
    case 0:
      return g.node('Cast', [g.halves(shape)], { to: int(1) });
    case 1: {
      if (g.opset < 10) return g.weights(shape);
      const perUnit = g.opset >= 13 ? [shape[0]!] : [];
      const operands = [g.bytes(shape), g.weights(perUnit, 0.005, 0.01), g.bytes(perUnit)];
      return g.node('DequantizeLinear', operands, g.opset >= 13 ? { axis: int(0) } : {});
    }
    case 2:
      return g.node('Identity', [g.node('Mul', [g.weights(shape), g.constant([], [0.5])])]);
    default:
      return g.weights(shape);
  }
}

function passed(g: ForeignGraph, x: string): string {
  const kind = g.random.uniform();
  if (kind < 0.15) return g.node('Dropout', [x]);
  if (kind < 0.3) return g.node('Identity', [x]);
  return kind < 0.4 ? g.node('Cast', [x], { to: int(1) }) : x;
}

function maybeNormed(g: ForeignGraph, x: string, channels: number, rank: number): string {
  const kind = g.random.uniform();
  const perChannel = rank === 2 ? [channels] : rank === 3 ? [channels, 1] : [channels, 1, 1];
  if (kind < 0.35) {
    const statistics = [
      g.weights([channels], 0.5, 1),
      g.weights([channels]),
      g.weights([channels]),
      g.weights([channels], 0.5, 1),
    ];
    return g.node('BatchNormalization', [x, ...statistics], { epsilon: real(1e-3) });
  }
  if (kind < 0.5) return g.node('Div', [x, g.weights(perChannel, 0.4, 1)]);
  return kind < 0.6 ? g.node('Mul', [g.constant([], [-0.8]), x]) : x;
}

function activated(g: ForeignGraph, x: string, rank: number): string {
  const half = () => g.constant([], [0.5]);
  switch (Math.floor(14 * g.random.uniform())) {
    case 0:
      return g.node('Tanh', [x]);
    case 1:
      return g.node('Mul', [x, g.node('Sigmoid', [x])]);
    case 2: {
      const sum = g.node('Add', [
        g.node('Erf', [g.node('Div', [x, g.constant([], [Math.SQRT2])])]),
        g.constant([], [1]),
      ]);
      return g.random.uniform() < 0.5
        ? g.node('Mul', [g.node('Mul', [x, sum]), half()])
        : g.node('Mul', [g.node('Mul', [half(), x]), sum]);
    }
    case 3:
      if (g.opset < 11) return g.node('Clip', [x], { min: real(0), max: real(6) });
      return g.node('Clip', [x, g.constant([], [0]), g.constant([], [6])]);
    case 4:
      return g.opset >= 20 ? g.node('Gelu', [x]) : g.node('LeakyRelu', [x], { alpha: real(0.01) });
    case 6:
      return g.node('Elu', [x], { alpha: real(0.7) });
    case 7:
      return g.node('Mul', [g.node('HardSigmoid', [x], { alpha: real(1 / 6) }), x]);
    case 8: {
      const gate = g.node('Min', [g.node('Relu', [g.node('Add', [x, g.constant([], [3])])]), g.constant([], [6])]);
      return g.node('Div', [g.node('Mul', [gate, x]), g.constant([], [6])]);
    }
    case 9:
      return g.node('LeakyRelu', [x], { alpha: real(0.3) });
    case 10:
      return g.node('Max', [g.node('Min', [x, g.constant([], [0.75])]), g.constant([], [-0.5])]);
    case 5:
      return rank === 2 ? g.node('Sigmoid', [x]) : x;
    default:
      return g.node('Relu', [x]);
  }
}

function randomImage(g: ForeignGraph): RandomForeign {
  const { random } = g;
  const [height, width] = [6 + Math.floor(4 * random.uniform()), 6 + Math.floor(4 * random.uniform())];
  const first = 1 + Math.floor(3 * random.uniform());
  const isLast = random.uniform() < 0.4;
  let value = isLast ? g.node('Transpose', ['x'], { perm: ints([0, 3, 1, 2]) }) : 'x';
  let [channels, h, w] = [first, height, width];
  const depth = 1 + Math.floor(3 * random.uniform());
  for (let layer = 0; layer < depth; layer++) {
    const filters = layer > 0 && random.uniform() < 0.4 ? channels : 2 + Math.floor(4 * random.uniform());
    const before = value;
    const isDepthwise = filters === channels && random.uniform() < 0.5;
    value = conv(g, value, filters, isDepthwise ? 1 : channels, isDepthwise ? channels : 1);
    value = activated(g, maybeNormed(g, passed(g, value), filters, 4), 4);
    if (layer > 0 && filters === channels) value = activated(g, g.node('Add', [value, before]), 4);
    channels = filters;
    if (random.uniform() < 0.4 && h > 3 && w > 3) {
      const ceil = g.opset >= 10 && random.uniform() < 0.5 ? 1 : 0;
      const kind = oneOf(random, ['MaxPool', 'AveragePool']);
      value = g.node(kind, [value], {
        kernel_shape: ints([2, 2]),
        strides: ints([2, 2]),
        ...(ceil && { ceil_mode: int(1) }),
      });
      const round = ceil ? Math.ceil : Math.floor;
      [h, w] = [round(h / 2), round(w / 2)];
      if (random.uniform() < 0.3) value = activated(g, value, 4);
    }
    if (random.uniform() < 0.2) value = maybeNormed(g, value, channels, 4);
  }
  const [vector, size] = asVector(g, value, channels, isLast);
  const last = dense(g, vector, size ?? channels * h * w, 3);
  return {
    model: g.model(last, isLast ? ['N', height, width, first] : ['N', first, height, width], ['N', 3]),
    shape: isLast ? [3, height, width, first] : [3, first, height, width],
  };
}

/** Convolutions over one axis, with axes of size 1 put in and taken out again as Keras does it, or without. */
function randomSeries(g: ForeignGraph): RandomForeign {
  const { random } = g;
  const first = 1 + Math.floor(3 * random.uniform());
  const isLast = random.uniform() < 0.4;
  const steps = 16;
  let value = isLast ? g.node('Transpose', ['x'], { perm: ints([0, 2, 1]) }) : 'x';
  let [channels, length] = [first, steps];
  for (let layer = 0; layer < 1 + Math.floor(3 * random.uniform()); layer++) {
    const filters = layer > 0 && random.uniform() < 0.5 ? channels : 2 + Math.floor(4 * random.uniform());
    const [before, dilation] = [value, 1 + Math.floor(2 * random.uniform())];
    const group = filters === channels && random.uniform() < 0.5 ? channels : 1;
    value = seriesConv(g, value, [filters, channels / group], dilation, group);
    value = activated(g, maybeNormed(g, passed(g, value), filters, 3), 3);
    if (layer > 0 && filters === channels) value = activated(g, g.node('Add', [value, before]), 3);
    channels = filters;
    if (random.uniform() < 0.5 && length > 4) {
      const kind = oneOf(random, ['MaxPool', 'AveragePool']);
      const counts = kind === 'AveragePool' && random.uniform() < 0.5 && { count_include_pad: int(1) };
      const window = { kernel_shape: ints([3]), strides: ints([2]), pads: ints([1, 1]) };
      value = g.node(kind, [value], { ...window, ...counts });
      length = Math.floor((length - 1) / 2) + 1;
    }
  }
  const isFlat = random.uniform() < 0.5;
  const turned = isFlat && isLast ? g.node('Transpose', [value], { perm: ints([0, 2, 1]) }) : value;
  const vector = g.node('Flatten', [isFlat ? turned : g.node('GlobalMaxPool', [value])]);
  const last = dense(g, vector, isFlat ? channels * length : channels, 3);
  const own = isLast ? [steps, first] : [first, steps];
  return { model: g.model(last, ['N', ...own], ['N', 3]), shape: [3, ...own] };
}

function seriesConv(g: ForeignGraph, x: string, sizes: readonly number[], dilation: number, group: number): string {
  const attributes = group > 1 ? { group: int(group) } : {};
  if (g.random.uniform() < 0.5) {
    const pads = ints([dilation, dilation]);
    return g.node('Conv', [x, weight(g, [...sizes, 3])], { ...attributes, pads, dilations: ints([dilation]) });
  }
  // Axes are an attribute before opset 13, an input from then on.
  const along = (opType: string, value: string) =>
    g.opset >= 13 ? g.node(opType, [value, g.indices([2])]) : g.node(opType, [value], { axes: ints([2]) });
  const [pads, dilations] = [ints([0, dilation, 0, dilation]), ints([1, dilation])];
  const image = g.node('Conv', [along('Unsqueeze', x), weight(g, [...sizes, 1, 3])], {
    ...attributes,
    pads,
    dilations,
  });
  return along('Squeeze', image);
}

function conv(g: ForeignGraph, x: string, filters: number, depth: number, group: number): string {
  const bias = g.random.uniform() < 0.6 ? [g.weights([filters])] : [];
  const around =
    g.random.uniform() < 0.5
      ? g.random.uniform() < 0.3
        ? { pads: ints([2, 1, 2, 1]), dilations: ints([2, 1]) }
        : { pads: ints([1, 1, 1, 1]) }
      : { auto_pad: text(oneOf(g.random, ['SAME_UPPER', 'SAME_LOWER'])) };
  return g.node('Conv', [x, weight(g, [filters, depth, 3, 3]), ...bias], {
    ...around,
    ...(group > 1 && { group: int(group) }),
  });
}

/** Flattened (also channels last, as Keras does it) or averaged; with its length where that does not depend on the image. */
function asVector(g: ForeignGraph, x: string, channels: number, isLast: boolean): [string, number?] {
  const reshape = (value: string, target: readonly number[]) => g.node('Reshape', [value, g.indices(target)]);
  switch (Math.floor(4 * g.random.uniform())) {
    case 0:
      return [reshape(g.node('GlobalAveragePool', [x]), [-1, channels]), channels];
    case 1: {
      const axes = g.opset >= 18 ? [g.indices([2, 3])] : [];
      return [
        g.node('ReduceMean', [x, ...axes], { keepdims: int(0), ...(g.opset < 18 && { axes: ints([2, 3]) }) }),
        channels,
      ];
    }
    case 2: {
      const turned = isLast ? g.node('Transpose', [x], { perm: ints([0, 2, 3, 1]) }) : x;
      const batch = g.node('Gather', [g.node('Shape', [turned]), g.indices([0])], { axis: int(0) });
      return [g.node('Reshape', [turned, g.node('Concat', [batch, g.indices([-1])], { axis: int(0) })])];
    }
    default:
      return [g.node('Flatten', [isLast ? g.node('Transpose', [x], { perm: ints([0, 2, 3, 1]) }) : x])];
  }
}
