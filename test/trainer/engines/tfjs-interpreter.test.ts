import { beforeAll, describe, expect, test } from '@jest/globals';
import { graph, type Node, randomStream } from '../../../core/index.ts';
import { interpreter } from '../../../trainer/engines/tfjs/interpreter.ts';
import type { Tfjs } from '../../../trainer/engines/tfjs/library.ts';
import { loadWasm } from '../../../trainer/engines/tfjs/wasm.ts';
import { instantiate, type OperationCase, operationCases, weightedTotal } from '../../support/operation-cases.ts';
import { randomGraph } from '../../support/random-graph.ts';

const drawsPerCase = 4;

let tf: Tfjs;
beforeAll(async () => {
  ({ tf } = await loadWasm());
});

describe('every operation and its gradient, interpreted in TensorFlow.js, agree with the reference', () => {
  for (const [kind, draws] of Object.entries(operationCases)) {
    test.each(draws.map((draw, index) => [index, draw] as const))(`${kind} (case %i)`, (index, draw) => {
      for (let seed = 0; seed < drawsPerCase; seed++) {
        const name = `tfjs ${kind} ${index}`;
        checkOperation(draw(randomStream(seed, `${name} shapes`)), name, seed);
      }
    });
  }
});

test('random graphs, plain and simplified, have the values of the reference and leave nothing behind', () => {
  // Steps would turn the last digit, in which float32 and float64 differ, into whole numbers.
  const steps: graph.Kind[] = ['Sign', 'Round', 'Cast', 'Greater', 'Equal', 'Where', 'StraightThrough'];
  for (let seed = 0; seed < 40; seed++) {
    const { outputs, feeds } = randomGraph(randomStream(seed, 'tfjs random graphs'), 6, steps);
    check([...outputs, ...graph.simplify(outputs)], feeds, `graph ${seed}`);
  }
});

test('outputs that are inputs, constants, or one another are tensors of their own', () => {
  const x = graph.input('x', [2]);
  const y = graph.neg(x);
  check([x, y, y, graph.constant([3, 4])], { x: Float64Array.of(1, 2) }, 'aliases');
});

test('NaN, infinities, zeros and halves mean the same as in the reference', () => {
  const special = Float64Array.of(NaN, Infinity, -Infinity, 0, -0, 0.5, 1.5, 2.5, -0.5, -1.5);
  const x = graph.input('x', [special.length]);
  const outputs = [
    graph.where(graph.isNotANumber(x), 7, 0),
    graph.round(x),
    graph.softplus(graph.mul(x, 100)),
    graph.where(graph.greater(x, 0), 1, 0),
    graph.where(graph.equal(x, x), 1, 0),
    graph.erf(x),
  ];
  check(outputs, { x: special }, 'special values');
});

function checkOperation(operation: OperationCase, name: string, seed: number): void {
  const { inputs, feeds } = instantiate(operation, randomStream(seed, `${name} values`));
  const output = operation.build(inputs);
  const loss = weightedTotal(output, randomStream(seed, `${name} weights`));
  check([output, ...graph.gradients(loss, Object.values(inputs))], feeds, `${name} seed ${seed}`);
}

function check(outputs: readonly Node[], feeds: Readonly<Record<string, Float64Array>>, name: string): void {
  const before = tf.memory().numTensors;
  const shapes = new Map(
    graph
      .topologicalOrder(outputs)
      .flatMap((node) => (node.kind === 'Input' ? [[node.attributes.name, node.shape]] : [])),
  );
  const inputs = Object.fromEntries(
    [...shapes].map(([input, shape]) => [input, tf.tensor(Float32Array.from(feeds[input]!), [...shape], 'float32')]),
  );
  const ready = interpreter(tf, outputs);
  const constants = tf.memory().numTensors - before;
  const results = ready.run(inputs);
  expect(tf.memory().numTensors).toBe(before + constants + outputs.length);
  const expected = graph.evaluate(outputs, feeds);
  results.forEach((result, index) => {
    expect(result.shape).toEqual(outputs[index]!.shape);
    expectClose(result.dataSync(), expected[index]!, `${name}, output ${index}`);
  });
  ready.dispose();
  tf.dispose([results, inputs]);
  expect(tf.memory().numTensors).toBe(before);
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, name: string): void {
  expect(actual.length).toBe(expected.length);
  for (let index = 0; index < expected.length; index++) {
    const [got, wanted] = [actual[index]!, expected[index]!];
    const agree = Object.is(got, wanted) || got === wanted || Math.abs(got - wanted) <= 2e-5 * (1 + Math.abs(wanted));
    if (!agree) throw new Error(`${name}[${index}]: ${got} in TensorFlow.js, ${wanted} in the reference`);
  }
}
