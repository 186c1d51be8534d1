import { expect, test } from '@jest/globals';
import { encodeModel, type OnnxModel } from '../../onnx/index.ts';
import { load, typedData } from '../../runtime/index.ts';
import { openDimensions } from '../../runtime/model-file/open-dimensions.ts';
import { callsFor } from '../../runtime/profiler/round/calls.ts';

type Values = OnnxModel['graph']['inputs'];

/** y = Relu(x), with the inputs and outputs as they are given. */
function relu(inputs: Values, [x, y] = ['x', 'y']): Uint8Array {
  return encodeModel({
    irVersion: 8,
    opsets: [{ domain: '', version: 17 }],
    graph: {
      name: 'odd',
      nodes: [{ opType: 'Relu', inputs: [x], outputs: [y] }],
      initializers: [],
      inputs,
      outputs: [{ name: y, elementType: 'float32', shape: inputs[0]!.shape! }],
    },
    metadata: {},
  });
}

const input = (name: string, ...shape: (number | string)[]) => ({ name, elementType: 'float32' as const, shape });

test.each(['__proto__', 'constructor', 'toString'])('an input may be called %s', async (name) => {
  await using model = await load(relu([input(name, 'n', 3)], [name, 'y']));
  expect(model.inputs.map((each) => each.name)).toEqual([name]);
  const { y } = (await model.predict(Float32Array.of(-1, 2, 3))) as Record<string, { readonly data: unknown }>;
  expect(y!.data).toEqual(Float32Array.of(0, 2, 3));
});

test('two inputs of one name are no valid model', async () => {
  await expect(load(relu([input('x', 'n', 3), input('x', 'n', 3)]))).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
});

const plan = { rows: undefined, seed: 1, scenario: { kind: 'stream' }, dimensions: {} } as const;

test.each([
  ['rows', input('x', 1, 2 ** 33)],
  ['tensors', input('x', 2 ** 20, 'h', 2 ** 20)],
])('%s that would not fit into memory are not made up to be measured', async (_, wide) => {
  await using model = await load(relu([wide]));
  expect(() => callsFor(model, { ...plan, dimensions: { h: 1 } })).toThrow(
    expect.objectContaining({ code: 'UNSUPPORTED', message: expect.stringContaining('at most 134217728 are made up') }),
  );
});

test('open dimensions are found in the file as the session tells them', async () => {
  const bytes = relu([input('x', 'n', 3, 'height')]);
  expect(openDimensions(bytes, 'odd')).toEqual(['n', 'height']);
  expect(openDimensions(relu([input('x', 2, 3)]), 'odd')).toEqual([]);
});

test('rows are refused for an input that does not count them', async () => {
  await using model = await load(relu([input('x', 'n', 3), input('scales', 5)]));
  const rows = Float32Array.from({ length: 8 }, (_, at) => at);
  expect(() => callsFor(model, { ...plan, rows })).toThrow(
    expect.objectContaining({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(
        /'scales' \[5\] does not count the rows of a call, which are 1\. Leave --input out/,
      ),
    }),
  );
});

test('whole numbers have 0 for what is not finite, whatever holds them', () => {
  const odd = Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, 2.6);
  for (const type of ['int8', 'uint32', 'int64', 'uint64'] as const) {
    expect(Array.from(typedData(type, odd) as Iterable<number | bigint>, Number)).toEqual([0, 0, 3]);
  }
});
