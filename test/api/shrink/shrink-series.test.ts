import { describe, expect, test } from '@jest/globals';
import { shrinkModel } from '../../../api/index.ts';
import { randomStream } from '../../../core/index.ts';
import { type Dataset, datasetFrom } from '../../../datasets/index.ts';
import { parseBudget } from '../../../exporter/index.ts';
import { decodeModel, encodeModel, type OnnxModel, readForeign, summarize } from '../../../onnx/index.ts';
import { load } from '../../../runtime/index.ts';
import { foreignGraph, int, ints, real } from '../../onnx/foreign/foreign-graph.ts';
import { sourceOf } from '../../support/foreign-case.ts';
import { keepExport } from '../../support/keep-export.ts';

const [channels, steps, classes] = [3, 24, 3];

/** A classifier of series with random weights: dilated, one filter for each channel, and activations that are not 0 at 0. */
function temporal(bias: readonly number[]): OnnxModel {
  const g = foreignGraph(13, randomStream(6, 'temporal'));
  const conv = (x: string, shape: readonly number[], pads: readonly number[], rest = {}) =>
    g.node('Conv', [x, g.weights(shape), g.weights([shape[0]!])], { pads: ints(pads), ...rest });
  const first = g.node('Softplus', [conv('x', [10, channels, 3], [0, 0], { dilations: ints([2]) })]);
  const depthwise = g.node('HardSigmoid', [conv(first, [10, 1, 3], [0, 0], { group: int(10) })], { alpha: real(0.3) });
  const pooled = g.node('MaxPool', [depthwise], { kernel_shape: ints([2]), strides: ints([2]) });
  const second = conv(pooled, [12, 10, 3], [1, 1]);
  const swish = g.node('Mul', [second, g.node('HardSigmoid', [second], { alpha: real(1 / 6) })]);
  const mean = g.node('Flatten', [g.node('GlobalAveragePool', [swish])]);
  const last = g.node('Gemm', [mean, g.weights([12, classes], 4), g.constant([classes], bias)]);
  return g.model(last, ['N', channels, steps], ['N', classes]);
}

/** Rows of waves, and a model that answers each of its classes for about as many of them, which is what labels them. */
async function labelled(): Promise<{ readonly model: OnnxModel; readonly dataset: Dataset }> {
  const random = randomStream(4, 'waves');
  await using session = await load(encodeModel(temporal([0, 0, 0])));
  const waves: { readonly values: Readonly<Record<string, number>>; readonly scores: readonly number[] }[] = [];
  for (let row = 0; row < 400; row++) {
    const [speed, strength] = [random.uniform() * 2, 1 + 3 * random.uniform()];
    const data = Float32Array.from({ length: channels * steps }, (_, at) => strength * Math.sin(speed * at + row));
    const { y } = await session.run({ x: { type: 'float32', data, dims: [1, channels, steps] } });
    const values = Object.fromEntries(Array.from(data, (value, at) => [`x${at}`, value]));
    waves.push({ values, scores: Array.from(y!.data as Float32Array) });
  }
  const bias = Array.from({ length: classes }, (_, at) => -mean(waves.map(({ scores }) => scores[at]!)));
  const rows = waves.map(({ values, scores }) => {
    const sums = scores.map((score, at) => score + bias[at]!);
    return { ...values, target: `class ${sums.indexOf(Math.max(...sums))}` };
  });
  return { model: temporal(bias), dataset: await datasetFrom(rows, { target: 'target' }) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('A classifier of series', () => {
  test('gets smaller with rows of all its numbers, and still takes series', async () => {
    const { model: original, dataset } = await labelled();
    const source = sourceOf(original);
    const options = { dataset, epochs: 6, fineTuneEpochs: 6, budget: parseBudget('params<330') };
    const { model, report } = await shrinkModel(source, options);
    keepExport('shrunk-series', model);
    expect(report.way).toBe('fit');
    expect(report.answers!.before).toBe(1);
    expect(report.answers!.after).toBeGreaterThan(0.7);
    expect(report.network!.after.parameters).toBeLessThanOrEqual(330);
    const small = decodeModel(model, 'small');
    expect(small.graph.inputs).toEqual(source.foreign.model.graph.inputs);
    expect(summarize(small).macs).toBeLessThan(summarize(source.foreign.model).macs!);
    expect(readForeign(small).body).toBeDefined();
  });

  test('and without data', async () => {
    const source = sourceOf(temporal([0, 0, 0]));
    const { model, report } = await shrinkModel(source, { way: 'weights', budget: parseBudget('params<330') });
    expect(report.way).toBe('weights');
    await using session = await load(model);
    const data = new Float32Array(2 * channels * steps);
    const { y } = await session.run({ x: { type: 'float32', data, dims: [2, channels, steps] } });
    expect(y!.dims).toEqual([2, classes]);
  });

  test.each([false, true])(
    'is left as it is where every channel belongs to a convolution in more groups than are read one by one (data: %s)',
    async (told) => {
      const g = foreignGraph(13, randomStream(7, 'groups'));
      const conv = (x: string, shape: readonly number[], group: number) =>
        g.node('Relu', [g.node('Conv', [x, g.weights(shape), g.weights([shape[0]!])], { group: int(group) })]);
      const grouped = conv(conv('x', [18, channels, 3], 1), [18, 2, 3], 9);
      const mean = g.node('Flatten', [g.node('GlobalAveragePool', [grouped])]);
      const last = g.node('Gemm', [mean, g.weights([18, classes]), g.weights([classes])]);
      const source = sourceOf(g.model(last, ['N', channels, steps], ['N', classes]));
      const options = { ...(told && { dataset: (await labelled()).dataset }), budget: parseBudget('params<100') };
      const { model, report } = await shrinkModel(source, options);
      expect(model).toBe(source.bytes);
      expect(report).toMatchObject({ way: 'unchanged', why: expect.stringMatching(/groups all stay.*does not keep/) });
    },
  );
});
