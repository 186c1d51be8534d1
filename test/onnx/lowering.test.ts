import { describe, expect, test } from '@jest/globals';
import { graph, type Node, randomStream } from '../../core/index.ts';
import { lowerGraph, lowerLoop, recordName, stateOutput, stepsName } from '../../onnx/index.ts';
import {
  instantiate,
  type OperationCase,
  operationCases,
  randomValues,
  weightedTotal,
} from '../support/operation-cases.ts';
import { randomGraph } from '../support/random-graph.ts';
import { type Feed, runOnnx } from '../support/run-onnx.ts';

const drawsPerCase = 6;

describe('every operation and its gradient, lowered and run in onnxruntime, agree with the reference', () => {
  for (const [kind, draws] of Object.entries(operationCases)) {
    test.each(draws.map((draw, index) => [index, draw] as const))(`${kind} (case %i)`, async (index, draw) => {
      for (let seed = 0; seed < drawsPerCase; seed++) {
        const name = `lowering ${kind} ${index}`;
        await checkLowering(draw(randomStream(seed, `${name} shapes`)), name, seed);
      }
    });
  }
});

test('random graphs, plain and simplified, have the shapes they promise and the values of the reference', async () => {
  // Steps would turn the last digit, in which float32 and float64 differ, into whole numbers.
  const steps: graph.Kind[] = ['Sign', 'Round', 'Cast', 'Greater', 'Equal', 'Where', 'StraightThrough'];
  for (let seed = 0; seed < 60; seed++) {
    const { outputs, feeds } = randomGraph(randomStream(seed, 'lowering random graphs'), 6, steps);
    await checkModel([...outputs, ...graph.simplify(outputs)], feeds, `graph ${seed}`);
  }
});

test('NaN, infinities, zeros and halves mean the same in the reference and in onnxruntime', async () => {
  const special = [NaN, Infinity, -Infinity, 0, -0, 0.5, 1.5, 2.5, -0.5, -1.5];
  const x = graph.input('x', [special.length]);
  const outputs = {
    isNaN: graph.where(graph.isNotANumber(x), 7, 0),
    round: graph.round(x),
    relu: graph.relu(x),
    sign: graph.sign(x),
    softplus: graph.softplus(graph.mul(x, 100)),
    greater: graph.where(graph.greater(x, 0), 1, 0),
    equal: graph.where(graph.equal(x, x), 1, 0),
    max: graph.max(x, 0),
    min: graph.min(x, 0),
    erf: graph.erf(x),
  };
  const results = await runOnnx(lowerGraph(outputs), { x: { shape: x.shape, data: special } });
  const expected = graph.evaluate(Object.values(outputs), { x: special });
  Object.keys(outputs).forEach((name, position) => {
    expectClose([...results[name]!.data], [...expected[position]!], name);
  });
});

test('outputs that are inputs, constants, or one another get a producer each', async () => {
  const x = graph.input('x', [2]);
  const y = graph.neg(x);
  const outputs = { x2: x, y, again: y, fixed: graph.constant([3, 4]) };
  const results = await runOnnx(lowerGraph(outputs), { x: { shape: [2], data: [1, 2] } });
  expect(Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, [...data]]))).toEqual({
    x2: [1, 2],
    y: [-1, -2],
    again: [-1, -2],
    fixed: [3, 4],
  });
});

test('a symbolic batch takes any number of rows', async () => {
  const x = graph.input('x', [1, 2]);
  const w = graph.constant([1, 2, 3, 4, 5, 6], [3, 2]);
  const model = lowerGraph({ y: graph.softmax(graph.gemm(x, w, { transB: true })) }, { batchSymbol: 'N' });
  for (const rows of [1, 5]) {
    const data = randomValues(randomStream(rows, 'batch'), rows * 2, false);
    const { shape, data: actual } = (await runOnnx(model, { x: { shape: [rows, 2], data } }))['y']!;
    expect(shape).toEqual([rows, 3]);
    const full = graph.input('x', [rows, 2]);
    const [expected] = graph.evaluate([graph.softmax(graph.gemm(full, w, { transB: true }))], { x: data });
    expectClose(actual, expected!, `${rows} rows`);
  }
});

describe('a Loop takes the same steps as the reference evaluator by hand', () => {
  // Least squares with momentum: two states, per-step batches and a per-step scalar.
  const weight = graph.input('weight', [3, 2]);
  const velocity = graph.input('velocity', [3, 2]);
  const features = graph.input('features', [4, 3]);
  const targets = graph.input('targets', [4, 2]);
  const rate = graph.input('rate', []);
  const residual = graph.sub(graph.gemm(features, weight), targets);
  const loss = graph.mul(0.5, graph.total(graph.square(residual)));
  const [gradient] = graph.gradients(loss, [weight]) as [Node];
  const [after, velocityAfter, record] = graph.simplify([
    graph.sub(weight, graph.mul(rate, graph.add(graph.mul(velocity, 0.9), gradient))),
    graph.add(graph.mul(velocity, 0.9), gradient),
    loss,
  ]) as [Node, Node, Node];
  const perStep = [features, targets, rate];
  const model = lowerLoop({
    state: { weight: { before: weight, after }, velocity: { before: velocity, after: velocityAfter } },
    perStep,
    record,
  });

  test.each([0, 1, 2, 7])('%i steps', async (steps) => {
    const random = randomStream(steps, 'loop');
    const start = { weight: randomValues(random, 6, false), velocity: randomValues(random, 6, false) };
    const batches = Array.from({ length: steps }, () => ({
      features: randomValues(random, 12, false),
      targets: randomValues(random, 8, false),
      rate: Float64Array.of(Math.fround(0.05 * random.uniform())),
    }));
    const stack = (name: 'features' | 'targets' | 'rate', shape: readonly number[]): Feed => ({
      shape: [steps, ...shape],
      data: batches.flatMap((batch) => [...batch[name]]),
    });
    const results = await runOnnx(model, {
      [stepsName]: BigInt(steps),
      weight: { shape: weight.shape, data: start.weight },
      velocity: { shape: velocity.shape, data: start.velocity },
      features: stack('features', features.shape),
      targets: stack('targets', targets.shape),
      rate: stack('rate', rate.shape),
    });

    let [w, v] = [start.weight, start.velocity];
    const losses: number[] = [];
    for (const batch of batches) {
      const [nextW, nextV, value] = graph.evaluate([after, velocityAfter, record], {
        ...batch,
        weight: w,
        velocity: v,
      });
      [w, v] = [nextW!, nextV!] as [typeof w, typeof v];
      losses.push(value![0]!);
    }
    expectClose(results[stateOutput('weight')]!.data, w, 'weight');
    expectClose(results[stateOutput('velocity')]!.data, v, 'velocity');
    expect(results[recordName]!.shape).toEqual([steps]);
    expectClose(results[recordName]!.data, losses, 'losses');
  });
});

test('only Input nodes can differ from step to step', () => {
  const x = graph.input('x', []);
  expect(() =>
    lowerLoop({ state: { x: { before: x, after: graph.neg(x) } }, perStep: [graph.neg(x)], record: x }),
  ).toThrow(/Input node, not Neg/);
});

/** The value, its gradients as the transform makes them, and all of it simplified, in one model. */
async function checkLowering(drawn: OperationCase, name: string, seed: number): Promise<void> {
  const random = randomStream(seed, name);
  const { inputs, feeds } = instantiate(drawn, random);
  const value = drawn.build(inputs);
  const plain = [value, ...graph.gradients(weightedTotal(value, random), Object.values(inputs))];
  await checkModel([...plain, ...graph.simplify(plain)], feeds, JSON.stringify(drawn.shapes));
}

async function checkModel(
  nodes: readonly Node[],
  feeds: Readonly<Record<string, Float64Array>>,
  name: string,
): Promise<void> {
  const model = lowerGraph(Object.fromEntries(nodes.map((node, index) => [`out${index}`, node])));
  // Inputs no output depends on are not inputs of the model.
  const read = graph.topologicalOrder(nodes).flatMap((node): [string, Feed][] => {
    if (node.kind !== 'Input') return [];
    return [[node.attributes.name, { shape: node.shape, data: feeds[node.attributes.name]! }]];
  });
  const results = await runOnnx(model, Object.fromEntries(read));
  graph.evaluate(nodes, feeds).forEach((expected, index) => {
    const { kind, shape } = nodes[index]!;
    const where = `output ${index} (${kind}) of ${name}`;
    const actual = results[`out${index}`]!;
    expect([where, actual.shape]).toEqual([where, shape]);
    expectClose(actual.data, expected, where);
  });
}

/** float32 against float64, relative to the size of the whole result, since sums cancel. */
function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, where: string): void {
  const numbers = Array.from(expected);
  const size = Math.max(1, ...numbers.filter(Number.isFinite).map(Math.abs));
  const wrong = numbers.flatMap((value, index) => {
    const got = actual[index]!;
    return Object.is(got, value) || Math.abs(got - value) <= 2e-5 * size ? [] : [{ where, index, got, value }];
  });
  expect(wrong).toEqual([]);
  expect(actual.length).toBe(numbers.length);
}
