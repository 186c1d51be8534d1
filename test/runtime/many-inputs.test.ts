import { describe, expect, test } from '@jest/globals';
import { encodeModel, type OnnxModel } from '../../onnx/index.ts';
import { load } from '../../runtime/index.ts';

/** `label` = `text` and `count` unchanged, `sum` = `left` + `right`. */
function manyInputs(): Uint8Array {
  const value = (name: string, elementType: 'float32' | 'string' | 'int64', width: number) =>
    ({ name, elementType, shape: ['N', width] }) as const;
  const model: OnnxModel = {
    irVersion: 8,
    opsets: [{ domain: '', version: 17 }],
    graph: {
      name: 'many',
      nodes: [
        { opType: 'Add', inputs: ['left', 'right'], outputs: ['sum'] },
        { opType: 'Identity', inputs: ['text'], outputs: ['label'] },
        { opType: 'Identity', inputs: ['count'], outputs: ['counted'] },
      ],
      initializers: [],
      inputs: [
        value('left', 'float32', 2),
        value('right', 'float32', 2),
        value('text', 'string', 1),
        value('count', 'int64', 1),
      ],
      outputs: [value('sum', 'float32', 2), value('label', 'string', 1), value('counted', 'int64', 1)],
    },
    metadata: {},
  };
  return encodeModel(model);
}

test("rows by name feed somebody else's model of many inputs, text and whole numbers among them", async () => {
  await using model = await load(manyInputs());
  const rows = [
    { left: [1, 2], right: Float32Array.of(3, 4), text: 'a', count: 2 ** 40 },
    { left: [5, 6], right: [7, 8], text: 'b', count: -7n },
  ];
  const outputs = await model.predict(rows);
  if (model.kind !== 'other') throw new Error(model.kind);
  const { sum, label, counted } = await model.predict(rows);
  expect(Object.keys(outputs)).toHaveLength(3);
  expect([...(sum!.data as Float32Array)]).toEqual([4, 6, 12, 14]);
  expect(sum!.dims).toEqual([2, 2]);
  expect(label!.data).toEqual(['a', 'b']);
  expect([...(counted!.data as BigInt64Array)]).toEqual([2n ** 40n, -7n]);
});

const good = { left: [1, 2], right: [3, 4], text: 'a', count: 1 };
test.each<[string, object, string]>([
  ['an input that is absent', { left: [1, 2], right: [3, 4], text: 'a' }, "the feature 'count' is absent"],
  ['an input nobody knows', { ...good, more: 1 }, "no feature 'more'"],
  ['too few values', { ...good, left: 1 }, "input 'left' takes 2 values but got 1"],
  ['text for a number', { ...good, left: [1, 'x'] }, "input 'left' takes float32 but got the text 'x'"],
  ['null for a number', { ...good, left: [1, null] }, 'got null. Give NaN if the model takes missing values.'],
  ['a number for text', { ...good, text: 7 }, "input 'text' takes string but got 7"],
  ['a fraction for a whole number', { ...good, count: 1.5 }, "input 'count' takes int64 but got 1.5"],
  ['what 64 bits cannot hold', { ...good, count: 2n ** 63n }, "input 'count' takes int64 but got 9223372036854775808n"],
  ['a symbol', { ...good, count: Symbol('count') }, "input 'count' takes int64 but got Symbol(count)"],
])('refuses %s', async (...[, row, message]) => {
  await using model = await load(manyInputs());
  await expect(model.predict(row as never)).rejects.toThrow(`row 1`);
  await expect(model.predict(row as never)).rejects.toThrow(message);
});

test('rows by position cannot feed it, and the error says what it takes', async () => {
  await using model = await load(manyInputs());
  await expect(model.predict([1, 2])).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  await expect(model.predict([1, 2])).rejects.toThrow(
    'left: float32 [N, 2]; right: float32 [N, 2]; text: string [N, 1]',
  );
});

describe('a model of sequences', () => {
  const zipmap = new URL('../../../test/fixtures/foreign/sklearn-classifier-15-zipmap.onnx', import.meta.url).pathname;

  test('answers with the outputs that are tensors, and says of the others that they are none', async () => {
    await using model = await load(zipmap);
    const row = Array.from({ length: 13 }, () => 1);
    const outputs = (await model.predict(row)) as Awaited<ReturnType<typeof model.run>>;
    expect(Object.keys(outputs)).toEqual(['output_label']);
    const feed = { type: 'float32' as const, data: Float32Array.from(row), dims: [1, 13] };
    const asked = model.run({ X: feed }, ['output_probability']);
    await expect(asked).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(asked).rejects.toThrow("the output 'output_probability' is no tensor");
    await expect(model.run({ X: feed }, ['nothing'])).rejects.toThrow("no output 'nothing'");
  });
});
