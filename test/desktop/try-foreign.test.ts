import { expect, test } from '@jest/globals';
import { load } from '../../api/index.ts';
import { foreignAnswers } from '../../desktop/host/try/foreign-answers.ts';
import { type ForeignModel, foreignOffer } from '../../desktop/host/try/foreign-offer.ts';
import { referenceOf } from '../onnx/foreign-fixtures.ts';

const folder = 'test/fixtures/foreign';

type Recorded = ReturnType<typeof referenceOf>['inputs'][string];

async function opened(name: string) {
  const model = await load(`${folder}/${name}.onnx`);
  if (model.kind !== 'other') throw new Error(`${name} says what it is`);
  const { inputs, outputs } = referenceOf(name);
  const first = Object.values(outputs)[0]!;
  return { model, ...fed(Object.values(inputs)), output: valuesOf(first), count: first.shape[0]! };
}

/** As the page feeds it: values of all inputs row by row, texts by their place. */
function fed(inputs: readonly Recorded[]) {
  const texts: string[] = [];
  const count = inputs[0]!.shape[0]!;
  const parts = inputs.map((input) => {
    if (typeof input.data !== 'string') return input.data.map((text) => texts.push(text) - 1);
    return Array.from(valuesOf(input));
  });
  const widths = parts.map((part) => part.length / count);
  const rows = Array.from({ length: count }, (_, row) =>
    parts.flatMap((part, at) => part.slice(row * widths[at]!, (row + 1) * widths[at]!)),
  );
  return { rows: Float32Array.from(rows.flat()), texts };
}

function valuesOf({ type, data }: Recorded): ArrayLike<number> {
  const { buffer, byteOffset, length } = new Uint8Array(Buffer.from(data as string, 'base64'));
  const bytes = buffer.slice(byteOffset, byteOffset + length);
  return type === 'int64' ? Array.from(new BigInt64Array(bytes), Number) : new Float32Array(bytes);
}

test.each(['torch-lenet-script-17', 'keras-cnn-keras-18'])(
  '%s is fed pictures, and answers as recorded',
  async (name) => {
    const { model, rows, texts, output, count } = await opened(name);
    const { input, assumed } = foreignOffer(model, name);
    expect(input).toMatchObject({ kind: 'image', height: 28, width: 28, channels: 1 });
    expect(assumed).toMatchObject({ pixels: 'unit', others: [] });
    const { answers } = await foreignAnswers(model, rows, count, texts);
    for (const [row, { index, label, probabilities }] of answers.entries()) {
      const own = Array.from({ length: 10 }, (_, at) => output[10 * row + at]!);
      expect(index).toBe(own.indexOf(Math.max(...own)));
      expect(label).toBe(String(index));
      expect(probabilities!.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4);
    }
    await model.dispose();
  },
);

test('columns of numbers and texts are fed by name, with their number for an answer', async () => {
  const { model, rows, texts, output, count } = await opened('sklearn-columns-17');
  const { input } = foreignOffer(model, 'columns');
  expect(input.kind === 'table' && input.columns.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'x0 numeric',
    'x1 numeric',
    'x2 numeric',
    'x3 numeric',
    'orientation text',
    'glazing numeric',
  ]);
  const { answers, softmax } = await foreignAnswers(model, rows, count, texts);
  expect(softmax).toBe(false);
  for (const [row, { value }] of answers.entries()) expect(value).toBeCloseTo(output[row]!, 4);
  await model.dispose();
});

test('the class that a model names is its answer, and scores are said to be scores', async () => {
  const classifier = await opened('sklearn-classifier-15-zipmap');
  const named = await foreignAnswers(classifier.model, classifier.rows, classifier.count, []);
  expect(named.answers.map(({ label }) => Number(label))).toEqual(Array.from(classifier.output));
  const scores = await opened('torch-two-inputs-script-11');
  expect((await foreignAnswers(scores.model, scores.rows, scores.count, [])).softmax).toBe(true);
  await classifier.model.dispose();
  await scores.model.dispose();
});

test('what can be neither drawn nor typed is refused, and a square row may be a picture', () => {
  const withInput = (dims: readonly (number | string)[], type = 'float32') =>
    ({ inputs: [{ name: 'x', type, dims }] }) as unknown as ForeignModel;
  for (const dims of [['N', 'C', 28, 28], ['N', 5000], [], ['N', 2, 3, 4, 5]]) {
    expect(() => foreignOffer(withInput(dims), 'odd.onnx')).toThrow(/odd\.onnx: takes x .*neither drawn nor typed/);
  }
  const { input, assumed } = foreignOffer(withInput(['N', 784]), 'mnist.onnx');
  expect([input.kind, assumed!.others.map(({ kind }) => kind)]).toEqual(['image', ['table']]);
  const colours = foreignOffer(withInput(['N', 3, 32, 48], 'uint8'), 'colours.onnx');
  expect(colours.input).toMatchObject({ height: 32, width: 48, channels: 3, layout: 'channels-first' });
  expect(colours.assumed!.pixels).toBe('bytes');
});
