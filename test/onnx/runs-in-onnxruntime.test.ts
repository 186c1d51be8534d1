import { describe, expect, test } from '@jest/globals';
import * as ortNode from 'onnxruntime-node';
import * as ortWeb from 'onnxruntime-web/wasm';
import { decodeModel, encodeModel, type OnnxModel } from '../../onnx/index.ts';
import { loopModel, modelOf, node, smallModel } from './models.ts';
import { bytesField, concat, message, text, varintField } from './wire.ts';

ortWeb.env.wasm.numThreads = 1;

const runtimes = [
  ['onnxruntime-node', ortNode.InferenceSession, ortNode.Tensor],
  ['onnxruntime-web', ortWeb.InferenceSession, ortWeb.Tensor],
] as const;

describe.each(runtimes)('in %s', (_, InferenceSession, Tensor) => {
  async function run(bytes: Uint8Array, x: readonly number[], shape: readonly number[]): Promise<number[]> {
    const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
    try {
      const { y } = await session.run({ x: new Tensor('float32', Float32Array.from(x), shape) });
      return [...(y!.data as Float32Array)];
    } finally {
      await session.release();
    }
  }

  test('an encoded dense layer gives the right numbers', async () => {
    // [1, 1, 1] W + b = [9, 12] + [.5, -.5]; [-1, 0, 0] W + b = [-.5, -2.5], cut at 0.
    expect(await run(encodeModel(smallModel()), [1, 1, 1, -1, 0, 0], [2, 3])).toEqual([9.5, 11.5, 0, 0]);
  });

  test('an encoded loop with inner graphs runs as often as it says', async () => {
    expect(await run(encodeModel(loopModel(5n)), [0, 10], [2])).toEqual([5, 0]);
  });

  test('attributes of value zero keep their meaning', async () => {
    const model = modelOf({
      nodes: [node('Softmax', ['x'], ['y'], { attributes: { axis: { type: 'int', value: 0 } } })],
      inputs: [{ name: 'x', elementType: 'float32', shape: [2, 2] }],
      outputs: [{ name: 'y', elementType: 'float32', shape: [2, 2] }],
    });
    expect(await run(encodeModel(model), [1, 5, 1, 5], [2, 2])).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  test('a foreign model with weights in float_data gives the same numbers after decoding and encoding', async () => {
    const foreign = withFloatData(smallModel());
    const again = encodeModel(decodeModel(foreign, 'foreign.onnx'));
    expect(again).not.toStrictEqual(foreign);
    const expected = await run(foreign, [1, 2, 3], [1, 3]);
    expect(expected).toEqual([22.5, 27.5]);
    expect(await run(again, [1, 2, 3], [1, 3])).toEqual(expected);
  });
});

/** The model with its initializers replaced by ones whose values are in float_data. */
function withFloatData(model: OnnxModel): Uint8Array {
  const { initializers } = model.graph;
  const bytes = encodeModel({ ...model, graph: { ...model.graph, initializers: [] } });
  const tensors = initializers.map(({ name, shape, bytes }) =>
    message(
      5,
      ...shape.map((size) => varintField(1, size)),
      varintField(2, 1),
      bytesField(4, bytes),
      bytesField(8, text(name)),
    ),
  );
  // The graph is field 7 (tag 0x3a); its length fits one byte in so small a model.
  const start = bytes.indexOf(0x3a);
  const length = bytes[start + 1]! < 128 ? bytes[start + 1]! : (bytes[start + 1]! & 127) + bytes[start + 2]! * 128;
  const content = start + (bytes[start + 1]! < 128 ? 2 : 3);
  const graph = message(7, bytes.subarray(content, content + length), ...tensors);
  return concat(bytes.subarray(0, start), graph, bytes.subarray(content + length));
}
