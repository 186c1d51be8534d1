import { describe, expect, test } from '@jest/globals';
import { type Activation, type InputSpec, parseNetwork, randomStream } from '../../core/index.ts';
import { exportModel } from '../../exporter/index.ts';
import { decodeModel, encodeModel, type OnnxModel } from '../../onnx/index.ts';
import { load } from '../../runtime/index.ts';
import { type AdaptOptions, adaptedKey, adaptModel } from '../../trainer/adapt/adapt-model.ts';
import type { LabelledRows } from '../../trainer/adapt/check-adapting.ts';
import { referenceEngine } from '../../trainer/engines/reference-engine.ts';
import { onnxEngine, randomNetwork } from '../../trainer/index.ts';
import { runInNode as run } from '../support/run-in-node.ts';

const task = { kind: 'classification', labels: ['a', 'b', 'c'] } as const;
const engine = onnxEngine();

/** An untrained classifier of three numbers, or of images of 4 x 3 pixels. */
function classifier(layers: string, activation?: Activation): Uint8Array {
  const network = parseNetwork(layers, activation);
  const column = (name: string) => ({ kind: 'numeric', name, mean: 0.5, scale: 2, imputed: name === 'x' }) as const;
  const input: InputSpec = network.image
    ? { kind: 'image', ...network.image, scale: 1 }
    : { kind: 'table', columns: [column('x'), column('y'), column('z')] };
  const keptInputs = Array.from({ length: network.inputs }, (_, index) => index);
  return exportModel(randomNetwork(input, task, keptInputs, network, 5));
}

/** Rows whose largest of three sums says their label. */
function examplesOf(columns: number, count = 24): LabelledRows {
  const random = randomStream(7, 'rows');
  const rows = Float32Array.from({ length: count * columns }, () => 2 * random.normal());
  const labels = Array.from({ length: count }, (_, row) => {
    const sums = [0, 0, 0];
    for (let at = 0; at < columns; at++) sums[at % 3]! += rows[row * columns + at]!;
    return sums.indexOf(Math.max(...sums));
  });
  return { rows, labels };
}

const inputsOf = (layers: string) => parseNetwork(layers).inputs;

const cases: [string, string, AdaptOptions, Activation?][] = [
  ['the last layer', '3-8-5-3', { layers: 1 }],
  ['the last two layers', '3-8-5-3', { layers: 2 }],
  ['the last two layers with tanh between', '3-8-5-3', { layers: 2 }, 'tanh'],
  ['the last layer behind gelu', '3-8-5-3', { layers: 1 }, 'gelu'],
  ['the last two layers of a convolutional network', '4x3x1-c3k2-flat-6-3', { layers: 2 }],
];

describe.each(cases)('%s', (_, layers, options, activation) => {
  const model = classifier(layers, activation);
  const examples = examplesOf(inputsOf(layers));
  const wholeBatch = { ...options, batchSize: examples.labels.length, learningRate: 0.02 };

  test('is trained to the same weights by onnxruntime and by the float64 reference', async () => {
    const settings = { ...options, steps: 20, batchSize: 8, seed: 2 };
    const fast = await adaptModel(model, examples, settings, { engine, run });
    const exact = await adaptModel(model, examples, settings, { engine: referenceEngine(), run });
    expectClose(fast.losses, exact.losses);
    const expected = weightsIn(exact.bytes);
    for (const [name, values] of Object.entries(weightsIn(fast.bytes))) expectClose(values, expected[name]!);
  });

  test('begins with the answers of the whole model and ends with better ones', async () => {
    const { bytes, losses } = await adaptModel(model, examples, { ...wholeBatch, steps: 60 }, { engine, run });
    expect(losses[0]).toBeCloseTo(await negativeLogLikelihood(model, examples), 4);
    const after = await negativeLogLikelihood(bytes, examples);
    expect(losses.at(-1)).toBeCloseTo(after, 2);
    expect(after).toBeLessThan(0.9 * losses[0]!);
  });

  test('is all that changes in the file', async () => {
    const { bytes } = await adaptModel(model, examples, { ...options, steps: 3 }, { engine, run });
    const [before, after] = [decodeModel(model, 'before'), decodeModel(bytes, 'after')];
    const { [adaptedKey]: note, ...metadata } = after.metadata;
    expect(JSON.parse(note!)).toMatchObject({ layers: options.layers, examples: examples.labels.length, steps: 3 });
    expect({ ...after, metadata, graph: undefined }).toEqual({ ...before, graph: undefined });
    expect({ ...after.graph, initializers: [] }).toEqual({ ...before.graph, initializers: [] });
    const [weights, old] = [weightsIn(bytes), weightsIn(model)];
    const changed = Object.keys(weights).filter((name) => String(weights[name]) !== String(old[name]));
    expect(changed.length).toBe(2 * options.layers!);
  });
});

test('the same seed gives the same bytes', async () => {
  const [model, examples] = [classifier('3-8-3'), examplesOf(3)];
  const adapt = (seed: number) => adaptModel(model, examples, { steps: 20, batchSize: 4, seed }, { engine, run });
  const [first, again, other] = [await adapt(1), await adapt(1), await adapt(2)];
  expect(again.bytes).toEqual(first.bytes);
  expect(other.losses).not.toEqual(first.losses);
});

test('progress counts all steps, and a signal stops them', async () => {
  const [model, examples] = [classifier('3-8-3'), examplesOf(3)];
  const done: number[] = [];
  await adaptModel(model, examples, { steps: 40, onProgress: (at) => done.push(at.done) }, { engine, run });
  expect(done).toEqual([16, 32, 40]);
  const signal = { aborted: false };
  const stop = () => {
    signal.aborted = true;
  };
  const stopped = adaptModel(model, examples, { signal, onProgress: stop }, { engine, run });
  await expect(stopped).rejects.toMatchObject({ code: 'ABORTED' });
});

test('missing values are learned from where the model knows them, and refused where not', async () => {
  const [model, examples] = [classifier('3-8-3'), examplesOf(3)];
  const withMissing = (at: number) => ({ ...examples, rows: examples.rows.with(at, Number.NaN) });
  await adaptModel(model, withMissing(0), { steps: 2 }, { engine, run });
  const refused = adaptModel(model, withMissing(4), { steps: 2 }, { engine, run });
  await expect(refused).rejects.toMatchObject({ code: 'DATA_INVALID', message: expect.stringContaining('row 2') });
});

const sound = { model: classifier('3-8-5-3'), examples: examplesOf(3), options: {} as AdaptOptions };
const edited = (edit: (model: OnnxModel) => OnnxModel) => encodeModel(edit(decodeModel(sound.model, 'model')));
const refusals: [string, Partial<typeof sound>, string, RegExp][] = [
  ['too many layers', { options: { layers: 4 } }, 'UNSUPPORTED', /Train fewer layers/],
  ['the first layer', { options: { layers: 3 } }, 'UNSUPPORTED', /first layer/],
  [
    'layers with an activation of several nodes between',
    { model: classifier('3-8-5-3', 'gelu'), options: { layers: 2 } },
    'UNSUPPORTED',
    /Mul/,
  ],
  [
    'a model without logits',
    { model: edited((model) => ({ ...model, graph: { ...model.graph, nodes: model.graph.nodes.slice(0, -2) } })) },
    'UNSUPPORTED',
    /'logits' comes from no operator/,
  ],
  ['no model', { model: Uint8Array.of(1, 2, 3) }, 'FORMAT_INVALID', /model/],
  ['half a row', { examples: { rows: new Float32Array(5), labels: [0, 1] } }, 'SHAPE_MISMATCH', /6 numbers, not 5/],
  ['no rows', { examples: { rows: new Float32Array(0), labels: [] } }, 'DATA_INVALID', /nothing to learn from/],
  ['an unknown label', { examples: { rows: new Float32Array(6), labels: [0, 3] } }, 'DATA_INVALID', /row 2 is 3/],
  ['no steps', { options: { steps: 0 } }, 'ARGUMENT_INVALID', /steps/],
  ['half a row a step', { options: { batchSize: 0.5 } }, 'ARGUMENT_INVALID', /rows a step/],
  ['a negative learning rate', { options: { learningRate: -1 } }, 'ARGUMENT_INVALID', /learning rate/],
  ['a fraction for a seed', { options: { seed: 0.5 } }, 'ARGUMENT_INVALID', /seed/],
  ['a learning rate beyond all measure', { options: { learningRate: 1e39 } }, 'TRAINING_DIVERGED', /lower/],
];

test.each(refusals)('%s is refused', async (_, part, code, message) => {
  const { model, examples, options } = { ...sound, ...part };
  const refused = adaptModel(model, examples, options, { engine, run });
  await expect(refused).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

async function negativeLogLikelihood(bytes: Uint8Array, { rows, labels }: LabelledRows): Promise<number> {
  await using model = await load(bytes);
  if (model.kind !== 'classification') throw new Error(model.kind);
  const answers = await model.predict(rows);
  const logs = answers.map(({ probabilities }, row) => Math.log(probabilities[labels[row]!]!));
  return -logs.reduce((sum, value) => sum + value, 0) / logs.length;
}

function weightsIn(bytes: Uint8Array): Record<string, Float32Array> {
  const floats = decodeModel(bytes, 'model').graph.initializers.filter(({ elementType }) => elementType === 'float32');
  return Object.fromEntries(floats.map(({ name, bytes }) => [name, new Float32Array(new Uint8Array(bytes).buffer)]));
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (const [at, value] of Array.from(expected).entries()) {
    expect(Math.abs(actual[at]! - value)).toBeLessThan(1e-4 * (1 + Math.abs(value)));
  }
}
