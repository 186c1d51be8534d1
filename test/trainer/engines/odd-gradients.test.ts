import { expect, test } from '@jest/globals';
import { graph, type Node, type Shape, sizeOf, type Tensor } from '../../../core/index.ts';
import { nodeStepping } from '../../../trainer/engines/node-stepping.ts';
import type { Reply, Request } from '../../../trainer/engines/onnx-protocol.ts';
import { onnxRuntimeFor } from '../../../trainer/engines/onnx-runtimes.ts';
import { openSteps } from '../../../trainer/engines/onnx-steps.ts';
import { setUpOf } from '../../../trainer/engines/set-up.ts';
import { type AdamRun, adamUpdate } from '../../../trainer/step/adam.ts';

const rows = 300;
const columns = 400;
const count = rows * columns;
const [x, rate, damping] = ['x', 'rate', 'damping'].map((name) => graph.input(name, [])) as [Node, Node, Node];
const matrix: Shape = [rows, columns];
const of = (name: string, shape: Shape) => graph.input(name, shape);
const wave = (shape: Shape) => {
  const values = Float64Array.from({ length: sizeOf(shape) }, (_, at) => Math.cos(at));
  return graph.constant(values, shape);
};
const shared = graph.mul(graph.tanh(of('one', matrix)), x);
const product = (height: number, width: number) => graph.gemm(wave([height, 3]), wave([3, width]));
const ofRow = graph.mul(of('column', [rows, 1]), x);

/** Parameters by name, and what a gradient may be made of. */
const gradients: Readonly<Record<string, Node>> = {
  one: shared,
  'the same gradient': shared,
  'a constant': wave(matrix),
  nothing: graph.fill(matrix, 0),
  'its own': of('its own', matrix),
  "another's": of('one', matrix),
  'a row': graph.add(product(1, count), graph.mul(of('a row', [1, count]), x)),
  'one row with terms': graph.gemm(wave([1, 3]), wave([3, count]), {
    c: graph.mul(graph.reshape(x, [1, 1]), of('one row with terms', [1, count])),
  }),
  column: graph.mul(of('column', [rows, 1]), x),
  'a long column': graph.mul(product(count, 1), x),
  'five axes': graph.mul(of('five axes', [2, 3, 1, 5, 7]), x),
  'no numbers': of('no numbers', [0, 5]),
  'every term': graph.add(
    graph.mul(wave(matrix), graph.gemm(wave([rows, 3]), wave([3, columns]), { c: ofRow })),
    ofRow,
  ),
  'a slope and an offset': graph.add(
    ofRow,
    graph.gemm(wave([rows, 3]), wave([3, columns]), { c: graph.mul(of('a slope and an offset', matrix), ofRow) }),
  ),
  'the slope of another': graph.gemm(wave([rows, 3]), wave([3, columns]), { c: graph.mul(of('one', matrix), ofRow) }),
  'a product that is recorded': product(rows, columns),
};

const runsOf = (size: number): readonly AdamRun[] => [{ count: size, rate: 1, decay: 0 }];
const updated = Object.entries(gradients).map(([name, gradient]) => {
  const moments = [`${name} m`, `${name} v`] as const;
  const before = {
    parameter: of(name, gradient.shape),
    firstMoment: of(moments[0], gradient.shape),
    secondMoment: of(moments[1], gradient.shape),
  };
  return { name, moments, gradient, before, after: adamUpdate(before, gradient, rate, damping) };
});
const record = graph.reshape(graph.add(graph.total(gradients['a product that is recorded']!), x), [1]);

function program() {
  const state = Object.fromEntries(
    updated.flatMap(({ name, moments, before, after }) => [
      [name, { before: before.parameter, after: after.parameter }],
      [moments[0], { before: before.firstMoment, after: after.firstMoment }],
      [moments[1], { before: before.secondMoment, after: after.secondMoment }],
    ]),
  );
  const nodes = Object.values(state).map(({ after }) => after);
  const all = graph.simplify([record, ...nodes, ...updated.map(({ gradient }) => gradient)]);
  const names = Object.keys(state);
  const adam = {
    groups: updated.map(({ name, moments, gradient }, index) => ({
      parameter: name,
      moments,
      gradient: all[1 + names.length + index]!,
      runs: runsOf(sizeOf(gradient.shape)),
    })),
    rate,
    damping,
  };
  const before = (name: string) => state[name]!.before;
  return {
    step: {
      state: Object.fromEntries(names.map((name, index) => [name, { before: before(name), after: all[1 + index]! }])),
      perStep: [x, rate, damping],
      record: all[0]!,
      adam,
    },
    evaluation: graph.total(of('one', matrix)),
  };
}

function startingState(names: readonly string[], shapeOf: (name: string) => Shape): Record<string, Tensor> {
  return Object.fromEntries(
    names.map((name): [string, Tensor] => {
      const isMoment = / [mv]$/.test(name);
      const data = Float32Array.from({ length: sizeOf(shapeOf(name)) }, (_, at) => (isMoment ? 0 : Math.sin(at)));
      return [name, { shape: shapeOf(name), data }];
    }),
  );
}

const advance = (...values: number[]): Request => ({
  kind: 'advance',
  steps: values.length,
  feeds: {
    x: Float32Array.from(values),
    rate: Float32Array.from(values, () => 0.01),
    damping: Float32Array.from(values, () => 1e-3),
  },
});

test('gradients that are constants, inputs, shared, rows, columns or empty update what they are of as in a loop', async () => {
  const whole = program();
  const names = Object.keys(whole.step.state);
  const shapeOf = (name: string) => whole.step.state[name]!.before.shape;
  const { adam, ...step } = whole.step;
  const runtime = await onnxRuntimeFor('cpu', 1);
  const setUp = setUpOf(whole, { device: 'cpu', threads: 1 });
  expect(setUp.separate?.adam.groups.map(({ gradient }) => Object.keys(gradient).sort().join(' '))).toContain(
    'addend offset product scale',
  );
  const answers = [
    await openSteps(runtime, setUp, nodeStepping),
    await openSteps(runtime, setUpOf({ ...whole, step }, { device: 'wasm', threads: 1 })),
  ];
  const outcomes = [];
  for (const answer of answers) {
    // Begun anew, nothing of what was before is left.
    await answer({ kind: 'begin', state: startingState(names, shapeOf) });
    await answer(advance(7));
    await answer({ kind: 'begin', state: startingState(names, shapeOf) });
    const records = [await answer(advance(0.1, -0.2)), await answer(advance(0.3))].map(valuesIn);
    outcomes.push({ records, state: stateIn(await answer({ kind: 'readState', names })) });
  }
  const [own, other] = outcomes as [(typeof outcomes)[number], (typeof outcomes)[number]];
  for (const [at, values] of own.records.entries()) expectClose('record', values, other.records[at]!);
  for (const name of names) {
    expect(own.state[name]!.shape).toEqual(shapeOf(name));
    expectClose(name, own.state[name]!.data, other.state[name]!.data);
  }
});

function valuesIn(reply: Reply): Float32Array {
  return reply.kind === 'advance' ? reply.values : new Float32Array();
}

function stateIn(reply: Reply): Record<string, Tensor> {
  return reply.kind === 'readState' ? reply.state : {};
}

function expectClose(name: string, actual: Float32Array, expected: Float32Array): void {
  expect([name, actual.length]).toEqual([name, expected.length]);
  const worst = actual.reduce((most, value, at) => {
    const difference = Math.abs(value - expected[at]!) / (1e-2 + Math.abs(expected[at]!));
    return Number.isNaN(difference) ? Infinity : Math.max(most, difference);
  }, 0);
  expect([name, worst < 1e-4 ? 'alike' : worst]).toEqual([name, 'alike']);
}
