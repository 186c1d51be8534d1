import { expect, test } from '@jest/globals';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { graph, randomStream } from '../../core/index.ts';
import { decodeModel, encodeModel, lowerLoop, recordName, stateOutput, stepsName } from '../../onnx/index.ts';

const rows = 64;
const columns = 80;

/** A step that holds every form of the pattern: Add in both orders, Sub, scalar and column gates, a product read twice. */
function exampleStep() {
  const before = graph.input('state', [rows, columns]);
  const column = graph.constant(
    Array.from({ length: rows }, (_, row) => Math.sin(row)),
    [rows, 1],
  );
  const rate = graph.input('rate', []);
  const decayed = graph.add(graph.mul(before, 0.9), graph.tanh(before));
  const scaled = graph.add(graph.tanh(decayed), graph.mul(column, decayed));
  const moved = graph.sub(scaled, graph.mul(graph.tanh(scaled), rate));
  const shared = graph.mul(moved, 0.5);
  const after = graph.add(graph.tanh(shared), graph.sub(moved, shared));
  const record = graph.reshape(graph.reduceSum(after), [1]);
  return { before, rate, step: { state: { state: { before, after } }, perStep: [rate], record } };
}

test('a loop with contributed operators computes what the reference computes, in fewer passes', async () => {
  const { step } = exampleStep();
  const bytes = encodeModel(lowerLoop(step, { contributed: true }));
  const body = decodeModel(bytes, 'loop').graph.nodes[0]!.attributes!['body']!;
  const operators = body.type === 'graph' ? body.value.nodes.map((node) => node.opType) : [];
  expect(operators.filter((operator) => operator === 'GatedAdd')).toHaveLength(3);

  const random = randomStream(1, 'gated-add');
  let state = Float64Array.from({ length: rows * columns }, () => random.normal());
  const rates = [0.1, -0.3, 0.7];
  const session = await InferenceSession.create(bytes);
  const results = await session.run({
    [stepsName]: new Tensor('int64', BigInt64Array.of(3n), []),
    state: new Tensor('float32', Float32Array.from(state), [rows, columns]),
    rate: new Tensor('float32', Float32Array.from(rates), [3]),
  });
  const records = rates.map((rate) => {
    const [after, record] = graph.evaluate([step.state.state.after, step.record], { state, rate: [rate] });
    state = Float64Array.from(after!);
    return record![0]!;
  });
  const final = results[stateOutput('state')]!.data as Float32Array;
  final.forEach((value, index) => {
    expect(Math.abs(value - state[index]!)).toBeLessThan(1e-5);
  });
  (results[recordName]!.data as Float32Array).forEach((value, index) => {
    expect(Math.abs(value - records[index]!)).toBeLessThan(1e-2);
  });
  await session.release();
});

test('without leave for contributed operators only the standard ones are used', () => {
  const bytes = encodeModel(lowerLoop(exampleStep().step));
  expect(decodeModel(bytes, 'loop').opsets).toEqual([{ domain: '', version: 17 }]);
});
