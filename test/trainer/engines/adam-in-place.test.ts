import { expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { graph, randomStream, type Shape, sizeOf, type Tensor } from '../../../core/index.ts';
import { adamInPlace } from '../../../trainer/engines/adam/in-place.ts';
import { webAssembly } from '../../../trainer/engines/adam/web-assembly.ts';
import type { NamedShape } from '../../../trainer/engines/onnx-protocol.ts';
import { adamUpdate } from '../../../trainer/step/adam.ts';

const factor = fc.double({ min: 0, max: 1, noNaN: true });
const runOf = fc.record({ count: fc.integer({ min: 1, max: 40 }), rate: factor, decay: factor });
const vectorOf = fc.array(runOf, { minLength: 1, maxLength: 4 }).map((runs) => ({
  shape: [runs.reduce((sum, { count }) => sum + count, 0)] as Shape,
  runs,
  terms: [] as string[],
}));
const matrixOf = fc
  .record({
    rows: fc.integer({ min: 1, max: 5 }),
    columns: fc.integer({ min: 1, max: 30 }),
    run: runOf,
    terms: fc.subarray(['scale', 'addend', 'slope', 'offset']),
  })
  .map(({ rows, columns, run, terms }) => ({
    shape: [rows, columns] as Shape,
    runs: [{ ...run, count: rows * columns }],
    // Without a scale, what is added is an offset.
    terms: terms.filter((term) => term !== 'addend' || terms.includes('scale')),
  }));

test('groups of any size, with runs at rates of their own and gradients in any terms, are updated as the graph says', () => {
  const groupsOf = fc.array(fc.oneof(vectorOf, matrixOf), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(groupsOf, fc.integer({ min: 0, max: 1000 }), (shaped, seed) => {
      const random = randomStream(seed, 'state');
      const [rate, damping, schedule] = [0.01, 1e-3, 0.5].map(Math.fround) as [number, number, number];
      const groups = shaped.map(({ shape, runs, terms }, index) => {
        const column = [shape[0]!, 1];
        const termOf = (term: string): [string, NamedShape] => [
          term,
          { name: `${term}${index}`, shape: term === 'product' || term === 'scale' ? shape : column },
        ];
        const gradient = Object.fromEntries(['product', ...terms].map(termOf)) as { readonly product: NamedShape };
        return { parameter: `x${index}`, moments: [`m${index}`, `v${index}`] as const, gradient, shape, runs };
      });
      const state: Record<string, Tensor> = {};
      const fill = (name: string, shape: Shape) => {
        const draw = () => (name.startsWith('v') ? Math.abs(random.normal()) : random.normal());
        state[name] = { shape, data: Float32Array.from({ length: sizeOf(shape) }, draw) };
      };
      for (const { parameter, moments, gradient, shape } of groups) {
        for (const name of [parameter, ...moments]) fill(name, shape);
        for (const { name, shape } of Object.values(gradient) as NamedShape[]) fill(name, shape);
      }
      const before = Object.fromEntries(Object.entries(state).map(([name, { data }]) => [name, data.slice()]));
      const feeds = { rate: 'rate', damping: 'damping', schedule: 'schedule' };
      const inPlace = adamInPlace({ groups, feeds }, state);
      const plain = withoutMemory(() => adamInPlace({ groups, feeds }, state));
      const fed = Object.fromEntries(
        Object.entries({ rate, damping, schedule }).map(([name, value]) => [name, Float32Array.of(value)]),
      );
      for (const each of [inPlace, plain]) each.update(fed);
      // Where there is no WebAssembly to be had it is the same, bit for bit.
      expect(plain.values).toEqual(inPlace.values);

      groups.forEach(({ parameter, moments, shape, runs, gradient }) => {
        const terms = gradient as Readonly<Record<string, NamedShape | undefined>>;
        const term = (name: string, otherwise: number) =>
          terms[name] ? graph.input(terms[name].name, terms[name].shape) : graph.constant(otherwise);
        const spread = (of: (run: (typeof runs)[number]) => number) =>
          graph.constant(
            runs.flatMap((run) => Array.from({ length: run.count }, () => of(run))),
            shape,
          );
        const x = graph.input(parameter, shape);
        const product = graph.mul(graph.add(term('product', 0), term('addend', 0)), term('scale', 1));
        const whole = graph.add(graph.add(product, graph.mul(term('slope', 0), x)), term('offset', 0));
        const after = adamUpdate(
          { parameter: x, firstMoment: graph.input(moments[0], shape), secondMoment: graph.input(moments[1], shape) },
          whole,
          spread((run) => rate * run.rate),
          graph.constant(damping),
          spread((run) => schedule * run.decay),
        );
        const expected = graph.evaluate([after.parameter, after.firstMoment, after.secondMoment], before);
        [parameter, ...moments].forEach((name, at) => {
          expectClose(inPlace.values[name]!.data, expected[at]!);
        });
        expect(inPlace.values[gradient.product.name]!.data).toEqual(before[gradient.product.name]);
      });
    }),
    { numRuns: 60 },
  );
});

test('an update says how much memory it lacks', () => {
  const shape = [2 ** 16, 2 ** 16];
  const product = { name: 'product', shape };
  const groups = [{ parameter: 'x', moments: ['m', 'v'] as const, gradient: { product }, shape, runs: [] }];
  const tooLarge = () => adamInPlace({ groups, feeds: { rate: 'rate', damping: 'damping' } }, {});
  expect(tooLarge).toThrow(expect.objectContaining({ code: 'MEMORY_INSUFFICIENT' }));
  expect(tooLarge).toThrow(/needs 68.7 GB of memory in one piece/);
});

/** As where addresses are limited (`ulimit -v`), or a processor knows no vectors. */
function withoutMemory<T>(action: () => T): T {
  const none = jest.spyOn(webAssembly, 'Memory').mockImplementation(() => {
    throw new RangeError('could not allocate memory');
  });
  try {
    return action();
  } finally {
    none.mockRestore();
  }
}

function expectClose(actual: Float32Array, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, at) => {
    expect(Math.abs(value - expected[at]!)).toBeLessThanOrEqual(2e-6 * (1 + Math.abs(expected[at]!)));
  });
}
