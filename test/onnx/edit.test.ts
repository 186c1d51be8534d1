import { expect, test } from '@jest/globals';
import { graph, tensor } from '../../core/index.ts';
import { lowerGraph, modelUpTo, withWeights } from '../../onnx/index.ts';
import { runOnnx } from '../support/run-onnx.ts';

const { add, constant, input, mul, relu } = graph;

/** `y = relu(2 x) * 3 + 1`, its weights under the names `two`, `three` and `one`. */
function example() {
  const [two, three, one] = [constant([2, 2]), constant([3, 3]), constant([1, 1])];
  const inner = relu(mul(input('x', [1, 2]), two));
  const names = new Map([
    [two, 'two'],
    [three, 'three'],
    [one, 'one'],
  ]);
  return lowerGraph({ y: add(mul(inner, three), one) }, { names, metadata: { note: 'kept' } });
}

const feeds = { x: { shape: [1, 2], data: [5, -1] } };

test('a model up to an inner value computes that value, and carries no other weights', async () => {
  const model = example();
  const name = model.graph.nodes.find(({ opType }) => opType === 'Relu')!.outputs[0]!;
  const part = modelUpTo(model, { name, elementType: 'float32', shape: [1, 2] });
  expect(part.graph.initializers.map((initializer) => initializer.name)).toEqual(['two']);
  expect(part.graph.inputs).toEqual(model.graph.inputs);
  expect([...(await runOnnx(part, feeds))[name]!.data]).toEqual([10, 0]);
});

test('a value that the model does not have is refused', () => {
  expect(() => modelUpTo(example(), { name: 'z' })).toThrow(/no value 'z'/);
});

test('a model with other weights computes with those, and is the same otherwise', async () => {
  const model = example();
  const changed = withWeights(model, { three: tensor([2], [4, 5]) });
  expect([...(await runOnnx(changed, feeds))['y']!.data]).toEqual([41, 1]);
  expect([...(await runOnnx(model, feeds))['y']!.data]).toEqual([31, 1]);
  expect({ ...changed, graph: undefined }).toEqual({ ...model, graph: undefined });
  expect(changed.graph.nodes).toEqual(model.graph.nodes);
});

test('weights of another name or shape are refused', () => {
  expect(() => withWeights(example(), { four: tensor([2], [4, 4]) })).toThrow(/no float32 weights 'four'/);
  expect(() => withWeights(example(), { three: tensor([3], [4, 4, 4]) })).toThrow(/of shape \[2\], not \[3\]/);
});
