import { describe, expect, test } from '@jest/globals';
import {
  activationAt,
  activationAtZero,
  type DenseLayer,
  formatActivation,
  formatNetwork,
  graph,
  isNonNegative,
  isRising,
  type NamedActivation,
  ofUnit,
  type ParameterisedActivation,
  parseActivation,
  parseNetwork,
  parseNetworkDocument,
  shortestActivation,
  type UnitActivation,
} from '../../core/index.ts';
import { everyActivation } from '../support/every-activation.ts';

const { exp, max, min, tanh } = Math;
const clip = (x: number, low: number, high: number) => min(max(x, low), high);
const softplus = (x: number) => Math.log1p(exp(x));

/** As papers and ONNX's operators define them. */
const named: Readonly<Record<NamedActivation, (x: number) => number>> = {
  relu: (x) => max(x, 0),
  relu6: (x) => clip(x, 0, 6),
  leaky: (x) => (x > 0 ? x : 0.01 * x),
  elu: (x) => (x > 0 ? x : exp(x) - 1),
  selu: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (exp(x) - 1)),
  silu: (x) => x / (1 + exp(-x)),
  gelu: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
  tanhgelu: (x) => (x / 2) * (1 + tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  quickgelu: (x) => x / (1 + exp(-1.702 * x)),
  mish: (x) => x * tanh(softplus(x)),
  hardswish: (x) => (x * clip(x + 3, 0, 6)) / 6,
  tanh,
  sigmoid: (x) => 1 / (1 + exp(-x)),
  hardsigmoid: (x) => clip(x / 6 + 0.5, 0, 1),
  softplus,
  softsign: (x) => x / (1 + Math.abs(x)),
  identity: (x) => x,
};

function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

function defined(activation: UnitActivation): (x: number) => number {
  if (typeof activation === 'string') return named[activation];
  switch (activation.name) {
    case 'leaky':
      return (x) => (x > 0 ? x : activation.slope * x);
    case 'elu':
      return (x) => (x > 0 ? x : activation.alpha * (exp(x) - 1));
    case 'clip':
      return (x) => clip(x, activation.low, activation.high);
    case 'hardsigmoid':
      return (x) => clip(activation.slope * x + activation.offset, 0, 1);
    default:
      return activation satisfies never;
  }
}

const places = Array.from({ length: 81 }, (_, at) => (at - 40) / 10);

describe.each(everyActivation.map((activation) => [formatActivation(activation), activation] as const))(
  '%s',
  (text, activation) => {
    test('computes what it is defined as', () => {
      for (const x of places) expect(activationAt(activation, x)).toBeCloseTo(defined(activation)(x), 6);
    });

    test('leaves behind what it makes of 0', () => {
      const [atZero] = graph.evaluate([graph.activate(graph.constant(0), activation)]);
      expect(activationAtZero(activation)).toBeCloseTo(atZero![0]!, 12);
    });

    test('is written and read again', () => {
      expect(parseActivation(text)).toEqual(activation);
      const network = parseNetwork(`3-4=${text}-2`);
      expect(network.layers[0]).toMatchObject({ activation });
      expect(parseNetworkDocument(JSON.stringify(network), 'net.json')).toEqual(network);
    });

    test('keeps the order of numbers, and is never negative, where it is said to', () => {
      const values = places.map((x) => activationAt(activation, x));
      const rises = values.every((value, at) => at === 0 || value >= values[at - 1]!);
      expect(isRising(activation)).toBe(rises);
      if (isNonNegative(activation)) expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    });
  },
);

test('slopes of their own are written and read, one for each unit, and only counted where they are many', () => {
  const network = parseNetwork('3-2=prelu(0.1,-2)-part1.2=prelu(0.5)-2');
  const [first] = network.layers as [DenseLayer];
  expect(first.activation).toEqual({ name: 'prelu', slopes: [0.1, -2] });
  expect(formatNetwork(network)).toBe('3-2=prelu(0.1,-2)-part1.2=prelu(0.5)-2');
  expect(parseNetworkDocument(JSON.stringify(network), 'net.json')).toEqual(network);
  expect([0, 1].map((unit) => activationAt(ofUnit(first.activation, unit), -1))).toEqual([-0.1, 2]);
  expect(formatActivation({ name: 'prelu', slopes: new Array(7).fill(0.1) })).toBe('prelu(7 slopes)');
  expect(() => parseNetwork('3-2=prelu(0.1)-2')).toThrow(/1 slopes for 2 units/);
  expect(() => parseNetwork('3-7=prelu(7 slopes)-2')).toThrow(/Cannot read/);
});

test('numbers that a name stands for are said by name', () => {
  const shortest = (activation: ParameterisedActivation) => shortestActivation(activation);
  expect(shortest({ name: 'leaky', slope: Math.fround(0.01) })).toBe('leaky');
  expect(shortest({ name: 'clip', low: 0, high: 6 })).toBe('relu6');
  expect(shortest({ name: 'hardsigmoid', slope: Math.fround(1 / 6), offset: 0.5 })).toBe('hardsigmoid');
  expect(shortest({ name: 'elu', alpha: 2 })).toEqual({ name: 'elu', alpha: 2 });
});

test.each([
  'clip(1,0)',
  'clip(1)',
  'leaky()',
  'leaky(x)',
  'leaky(1e999)',
  'relu(1)',
  'swash',
  'constructor(1)',
  'elu(1',
  '',
])("'%s' is no activation", (text) => {
  expect(parseActivation(text)).toBeUndefined();
  expect(() => parseNetwork(`3-4=${text}-2`)).toThrow(expect.objectContaining({ code: 'NETWORK_INVALID' }));
});

test('a network file with numbers that make no sense is refused', () => {
  const file = (activation: unknown) =>
    JSON.stringify({ inputs: 3, layers: [{ kind: 'dense', units: 2, activation }] });
  for (const bad of [
    { name: 'clip', low: 1, high: 1 },
    { name: 'leaky' },
    { name: 'leaky', slope: '1' },
    { slope: 1 },
  ]) {
    expect(() => parseNetworkDocument(file(bad), 'net.json')).toThrow(
      expect.objectContaining({ code: 'FORMAT_INVALID' }),
    );
  }
});
