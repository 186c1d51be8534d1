import type { RandomStream } from '../../../core/index.ts';
import type { OnnxModel } from '../../../onnx/index.ts';
import { type ForeignGraph, int, ints, real } from './foreign-graph.ts';

/** A model in the manner of some exporter: the same layers written in one of the ways that there are. */
export interface RandomForeign {
  readonly model: OnnxModel;
  /** Of its input, for three rows. */
  readonly shape: readonly number[];
}

export function oneOf<T>(random: RandomStream, values: readonly T[]): T {
  return values[Math.floor(random.uniform() * values.length)]!;
}

export function dense(g: ForeignGraph, x: string, inputs: number, units: number): string {
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
export function weight(g: ForeignGraph, shape: readonly number[]): string {
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

export function passed(g: ForeignGraph, x: string): string {
  const kind = g.random.uniform();
  if (kind < 0.15) return g.node('Dropout', [x]);
  if (kind < 0.3) return g.node('Identity', [x]);
  return kind < 0.4 ? g.node('Cast', [x], { to: int(1) }) : x;
}

export function maybeNormed(g: ForeignGraph, x: string, channels: number, rank: number): string {
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

export function activated(g: ForeignGraph, x: string, rank: number): string {
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
    case 5:
      return rank === 2 ? g.node('Sigmoid', [x]) : x;
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
    default:
      return g.node('Relu', [x]);
  }
}
