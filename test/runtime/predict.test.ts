import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Device, load, type Model, outputsOf } from '../../runtime/index.ts';
import { digits, foreignModel, imageClassifier, pixelRows, tableRegressor } from './models.ts';

const devices: Device[] = ['cpu', 'wasm'];

function softmax(logits: number[]): number[] {
  const highest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

describe.each(devices)('a classifier on %s', (device) => {
  const { bytes, columns, logitsOf } = imageClassifier();
  const rows = pixelRows(5, columns);
  const rowAt = (index: number) => rows.slice(index * columns, (index + 1) * columns);
  let model: Model;
  beforeAll(async () => {
    model = await load(bytes, { device });
  });
  afterAll(() => model.dispose());

  test('answers with the probabilities that float64 arithmetic gives, and the label of the largest', async () => {
    if (model.kind !== 'classification') throw new Error(`the model is a ${model.kind}`);
    const answers = await model.predict(rows);
    expect(answers).toHaveLength(5);
    for (const [index, answer] of answers.entries()) {
      const expected = softmax(logitsOf(rowAt(index)));
      for (const [label, probability] of expected.entries()) {
        expect(Math.abs(answer.probabilities[label]! - probability)).toBeLessThan(1e-5);
      }
      expect(answer.index).toBe(expected.indexOf(Math.max(...expected)));
      expect(answer.label).toBe(digits[answer.index]);
    }
  });

  test('takes flat typed arrays, flat arrays, arrays of rows and single rows alike', async () => {
    const expected = await model.predict(rows);
    expect(await model.predict([...rows])).toEqual(expected);
    expect(await model.predict([0, 1, 2, 3, 4].map((index) => [...rowAt(index)]))).toEqual(expected);
    expect(await model.predict([0, 1, 2, 3, 4].map(rowAt))).toEqual(expected);
  });

  test('tells its inputs, outputs and metadata', () => {
    expect(model.inputs).toEqual([{ name: 'input', type: 'float32', dims: ['N', columns] }]);
    expect(model.outputs.map((output) => output.name)).toEqual(['logits', 'probabilities']);
    expect(model.metadata?.task).toEqual({ kind: 'classification', labels: digits });
  });

  test('gives the same outputs in batches as in one call, also when the last batch is short', async () => {
    const whole = await outputsOf(model, rows);
    expect(await outputsOf(model, rows, 2)).toEqual(whole);
    expect(whole).toHaveLength(5 * digits.length);
    for (const [index, logit] of logitsOf(rowAt(4)).entries()) {
      expect(Math.abs(whole[4 * digits.length + index]! - logit)).toBeLessThan(1e-4);
    }
  });

  test('refuses rows of another width, saying both widths', async () => {
    const message = `the model takes ${columns} values a row but got 10`;
    await expect(model.predict(new Float32Array(10))).rejects.toMatchObject({ code: 'SHAPE_MISMATCH' });
    await expect(model.predict(new Float32Array(10))).rejects.toThrow(message);
    await expect(model.predict([rowAt(0), rowAt(1).slice(0, 10)])).rejects.toThrow(`${message} in row 2`);
    await expect(model.predict(rows.slice(0, columns + 1))).rejects.toThrow('no whole number of rows');
    await expect(model.predict([])).rejects.toThrow(`but got 0`);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'names the place of %s among the pixels',
    async (value) => {
      const broken = rows.slice();
      broken[columns + 2] = value;
      await expect(model.predict(broken)).rejects.toMatchObject({
        code: 'DATA_INVALID',
        message: expect.stringContaining(`row 2, value 3 is ${value}`),
      });
    },
  );
});

describe.each(devices)('a regression on %s', (device) => {
  test('answers with one value a row', async () => {
    const { bytes, logitsOf } = tableRegressor();
    await using model = await load(bytes, { device });
    if (model.kind !== 'regression') throw new Error(`the model is a ${model.kind}`);
    const answers = await model.predict([
      [30, 1.8, 1],
      [60, 1.5, -1],
    ]);
    expect(answers.map(({ value }) => value)).toEqual([
      expect.closeTo(logitsOf([30, 1.8, 1])[0]!, 4),
      expect.closeTo(logitsOf([60, 1.5, -1])[0]!, 4),
    ]);
  });

  test('refuses a missing value only where training saw none, naming the column', async () => {
    await using model = await load(tableRegressor().bytes, { device });
    await expect(model.predict([30, Number.NaN, 1])).rejects.toThrow("row 1, column 'height' is NaN");
    await expect(model.predict([30, 1.7, Number.NaN])).rejects.toThrow("row 1, column 'city' is NaN");
    await expect(model.predict([Number.POSITIVE_INFINITY, 1.7, 1])).rejects.toThrow("column 'age' is Infinity");
  });
});

describe.each(devices)("somebody else's model on %s", (device) => {
  const { bytes, columns, logitsOf } = foreignModel();
  const row = pixelRows(1, columns);

  test('answers with its outputs by name', async () => {
    await using model = await load(bytes, { device });
    if (model.kind !== 'other') throw new Error(`the model is a ${model.kind}`);
    const outputs = await model.predict(row);
    expect(Object.keys(outputs)).toEqual(['logits', 'probabilities']);
    expect(outputs['logits']?.dims).toEqual([1, digits.length]);
    expect(outputs['logits']?.data[0]).toBeCloseTo(logitsOf(row)[0]!, 4);
  });

  test('takes tensors by name, and says what is wrong with those that do not fit', async () => {
    await using model = await load(bytes, { device });
    const feed = { type: 'float32' as const, data: row, dims: [1, columns] };
    expect((await model.run({ input: feed }))['logits']?.data[0]).toBeCloseTo(logitsOf(row)[0]!, 4);
    await expect(model.run({})).rejects.toThrow("input 'input' is missing");
    await expect(model.run({ input: feed, more: feed })).rejects.toThrow("no input 'more'");
    await expect(model.run({ input: { ...feed, dims: [columns] } })).rejects.toThrow(
      `has shape [N, ${columns}] but got [${columns}]`,
    );
    await expect(model.run({ input: { ...feed, dims: [2, columns] } })).rejects.toMatchObject({
      code: 'SHAPE_MISMATCH',
    });
    const asDouble = { type: 'float64' as const, data: Float64Array.from(row), dims: [1, columns] };
    await expect(model.run({ input: asDouble })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    const { dims: _, ...withoutShape } = feed;
    await expect(model.run({ input: withoutShape as never })).rejects.toMatchObject({ code: 'SHAPE_MISMATCH' });
    for (const outputs of ['logits', 7, null] as never[]) {
      await expect(model.run({ input: feed }, outputs)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    }
  });

  test('can be disposed twice, and then says so when it is used', async () => {
    const model = await load(bytes, { device });
    await model.dispose();
    await model.dispose();
    await expect(model.predict(row)).rejects.toThrow('disposed');
  });
});

test('both providers agree to single precision', async () => {
  const { bytes, columns } = imageClassifier();
  const rows = pixelRows(50, columns);
  await using native = await load(bytes, { device: 'cpu' });
  await using wasm = await load(bytes, { device: 'wasm' });
  const [left, right] = [await outputsOf(native, rows), await outputsOf(wasm, rows)];
  expect(left).toHaveLength(50 * digits.length);
  for (const [index, value] of left.entries()) {
    expect(Math.abs(value - right[index]!)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
  }
});
