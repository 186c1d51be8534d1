import { describe, expect, test } from '@jest/globals';
import { graph, randomStream } from '../../core/index.ts';
import { instantiate, type OperationCase, operationCases, weightedTotal } from '../support/operation-cases.ts';

/** Their derivative is not that of their value, which is what they are for. Tested by themselves below. */
const withoutTrueGradient: readonly string[] = ['StopGradient', 'StraightThrough'] satisfies graph.Kind[];
const drawsPerCase = 12;

describe('the gradient of every operation agrees with central differences', () => {
  for (const [kind, draws] of Object.entries(operationCases)) {
    if (withoutTrueGradient.includes(kind)) continue;
    test.each(draws.map((draw, index) => [index, draw] as const))(`${kind} (case %i)`, (index, draw) => {
      for (let seed = 0; seed < drawsPerCase; seed++) {
        const name = `${kind} ${index}`;
        checkGradient(draw(randomStream(seed, `${name} shapes`)), name, seed);
      }
    });
  }
});

test('a gradient does not pass StopGradient', () => {
  const x = graph.input('x', []);
  const [dx] = graph.gradients(graph.mul(graph.stopGradient(x), x), [x]);
  expect(graph.evaluate([dx!], { x: [3] })[0]![0]).toBe(3);
});

test('StraightThrough takes its value from one input and its derivative from the other', () => {
  const x = graph.input('x', []);
  const y = graph.straightThrough(graph.round(x), graph.mul(x, 5));
  expect(graph.evaluate([y, ...graph.gradients(y, [x])], { x: [2.7] }).map(([value]) => value)).toEqual([3, 5]);
});

test('a parameter the loss does not read has gradient zero', () => {
  const x = graph.input('x', [2]);
  const [dx] = graph.gradients(graph.total(graph.input('y', [2])), [x]);
  expect([...graph.evaluate([dx!])[0]!]).toEqual([0, 0]);
});

test('only a scalar has a gradient', () => {
  const x = graph.input('x', [2]);
  expect(() => graph.gradients(x, [x])).toThrow(/scalar/);
});

function checkGradient(drawn: OperationCase, name: string, seed: number): void {
  const random = randomStream(seed, name);
  const { inputs, feeds } = instantiate(drawn, random);
  const loss = weightedTotal(drawn.build(inputs), random);
  const names = Object.keys(inputs);
  const plain = graph.gradients(loss, Object.values(inputs));
  const [exact, simplified] = [plain, graph.simplify(plain)].map((nodes) => graph.evaluate(nodes, feeds));
  names.forEach((key, position) => {
    expect(plain[position]!.shape).toEqual(drawn.shapes[key]);
    const values = feeds[key]!;
    for (let index = 0; index < values.length; index++) {
      const at = (shift: number) =>
        graph.evaluate([loss], { ...feeds, [key]: values.with(index, values[index]! + shift) })[0]![0]!;
      const difference = (at(1e-6) - at(-1e-6)) / 2e-6;
      const error = Math.abs(exact![position]![index]! - difference);
      // One comparison an element; Jest's own would take most of the time.
      if (!(error < 1e-6 * (1 + Math.abs(difference)))) {
        const shapes = JSON.stringify(drawn.shapes);
        throw new Error(
          `${key}[${index}] with ${shapes}: ${exact![position]![index]} but differences say ${difference}`,
        );
      }
    }
    expect(
      Math.max(...exact![position]!.map((value, index) => Math.abs(value - simplified![position]![index]!))),
    ).toBeLessThan(1e-10);
  });
}
