import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { graph, randomStream, type Tensor } from '../../../core/index.ts';
import { adamInPlace } from '../../../trainer/engines/adam/in-place.ts';
import { adamUpdate } from '../../../trainer/step/adam.ts';

const names = ['x', 'm', 'v', 'g'] as const;

const runOf = fc.record({
  count: fc.integer({ min: 1, max: 40 }),
  rate: fc.double({ min: 0, max: 3, noNaN: true }),
  decay: fc.double({ min: 0, max: 1, noNaN: true }),
});

test('groups of any size, with runs at rates of their own, are updated as the graph says', () => {
  const groupsOf = fc.array(fc.array(runOf, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(groupsOf, fc.integer({ min: 0, max: 1000 }), (runsOfGroups, seed) => {
      const random = randomStream(seed, 'state');
      const [rate, damping, schedule] = [0.01, 1e-3, 0.5].map(Math.fround) as [number, number, number];
      const groups = runsOfGroups.map((runs, index) => {
        const [parameter, first, second, gradient] = names.map((name) => `${name}${index}`) as [
          string,
          string,
          string,
          string,
        ];
        const shape = [runs.reduce((sum, { count }) => sum + count, 0)];
        return { parameter, moments: [first, second] as const, gradient, shape, runs };
      });
      const state: Record<string, Tensor> = {};
      for (const { parameter, moments, gradient, shape } of groups) {
        for (const name of [parameter, ...moments, gradient]) {
          const draw = () => (name.startsWith('v') ? Math.abs(random.normal()) : random.normal());
          state[name] = { shape, data: Float32Array.from({ length: shape[0]! }, draw) };
        }
      }
      const before = Object.fromEntries(Object.entries(state).map(([name, { data }]) => [name, data.slice()]));
      const feeds = { rate: 'rate', damping: 'damping', schedule: 'schedule' };
      const inPlace = adamInPlace({ groups, feeds }, state);
      const fed = { rate: [rate], damping: [damping], schedule: [schedule] };
      inPlace.update(Object.fromEntries(Object.entries(fed).map(([name, value]) => [name, Float32Array.from(value)])));

      groups.forEach(({ shape, runs }, index) => {
        const input = (name: string) => graph.input(`${name}${index}`, shape);
        const spread = (of: (run: (typeof runs)[number]) => number) =>
          graph.constant(
            runs.flatMap((run) => Array.from({ length: run.count }, () => of(run))),
            shape,
          );
        const after = adamUpdate(
          { parameter: input('x'), firstMoment: input('m'), secondMoment: input('v') },
          input('g'),
          spread((run) => rate * run.rate),
          graph.constant(damping),
          spread((run) => schedule * run.decay),
        );
        const expected = graph.evaluate([after.parameter, after.firstMoment, after.secondMoment], before);
        ['x', 'm', 'v'].forEach((name, at) => {
          expectClose(inPlace.values[`${name}${index}`]!.data, expected[at]!);
        });
        expect(inPlace.values[`g${index}`]!.data).toEqual(before[`g${index}`]);
      });
    }),
    { numRuns: 60 },
  );
});

function expectClose(actual: Float32Array, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, at) => {
    expect(Math.abs(value - expected[at]!)).toBeLessThanOrEqual(1e-6 * (1 + Math.abs(expected[at]!)));
  });
}
