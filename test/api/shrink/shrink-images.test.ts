import { describe, expect, test } from '@jest/globals';
import { fitBody } from '../../../api/shrink/body/fit-body.ts';
import { prepare } from '../../../api/shrink/body/prepared.ts';
import { withNetwork } from '../../../api/shrink/body/replaced.ts';
import { lastActivationOf } from '../../../api/shrink/body/start-network.ts';
import { compareAnswers } from '../../../api/shrink/compare/compared.ts';
import { cutInRounds } from '../../../api/shrink/cut/cut-in-rounds.ts';
import { examine } from '../../../api/shrink/reading/examined.ts';
import { shrinkModel } from '../../../api/shrink/shrink-model.ts';
import { graph, randomStream } from '../../../core/index.ts';
import { type Dataset, datasetFrom } from '../../../datasets/index.ts';
import { parseBudget } from '../../../exporter/index.ts';
import { decodeModel, encodeModel, lowerGraph, type OnnxModel } from '../../../onnx/index.ts';
import { load } from '../../../runtime/index.ts';
import { sourceOf } from '../../support/foreign-case.ts';
import { keepExport } from '../../support/keep-export.ts';

const { activate, constant, conv, gemm, input, reshape, softmax, transpose } = graph;
const [side, channels, classes] = [8, 2, 3];

/** A convolutional classifier of images as somebody else keeps them, with random weights. */
function convolutional(layout: 'NCHW' | 'NHWC'): OnnxModel {
  const random = randomStream(11, 'convolutional');
  const weights = (shape: number[], scale: number) => {
    const size = shape.reduce((product, each) => product * each, 1);
    return constant(
      Float64Array.from({ length: size }, () => scale * random.normal()),
      shape,
    );
  };
  const shape = layout === 'NCHW' ? [1, channels, side, side] : [1, side, side, channels];
  const image = input('pixels', shape);
  const first = layout === 'NCHW' ? image : transpose(image, [0, 3, 1, 2]);
  const filtered = activate(
    conv(first, weights([6, channels, 3, 3], 0.5), { pads: [1, 1, 1, 1], strides: [2, 2], bias: weights([6], 0.3) }),
    'relu',
  );
  const flat = reshape(filtered, [1, 6 * 16]);
  const hidden = activate(gemm(flat, weights([12, 96], 0.2), { transB: true, c: weights([12], 0.2) }), 'relu');
  const answer = softmax(gemm(hidden, weights([classes, 12], 0.6), { transB: true, c: weights([classes], 0.1) }));
  return lowerGraph({ answer }, { batchSymbol: 'N' });
}

/** Images of blobs, labelled by the model itself when it is fed pixels from -1 to 1. */
async function labelledBy(model: OnnxModel, layout: 'NCHW' | 'NHWC'): Promise<Dataset> {
  const random = randomStream(12, 'images');
  const images = Array.from({ length: 500 }, () => {
    const centre = [8 * random.uniform(), 8 * random.uniform()];
    const strength = [255 * random.uniform(), 255 * random.uniform()];
    return Uint8Array.from({ length: side * side * channels }, (_, at) => {
      const [row, column] = [Math.floor(at / (side * channels)), Math.floor(at / channels) % side];
      const distance = (row - centre[0]!) ** 2 + (column - centre[1]!) ** 2;
      return strength[at % channels]! * Math.exp(-distance / 8);
    });
  });
  await using session = await load(encodeModel(model));
  const labelled = [];
  for (const pixels of images) {
    const data = Float32Array.from(pixels, (_, at) => {
      const [channel, place] = [Math.floor(at / (side * side)), at % (side * side)];
      return (2 * pixels[layout === 'NCHW' ? place * channels + channel : at]!) / 255 - 1;
    });
    const dims = layout === 'NCHW' ? [1, channels, side, side] : [1, side, side, channels];
    const { answer } = await session.run({ pixels: { type: 'float32', data, dims } });
    const scores = Array.from(answer!.data as Float32Array);
    labelled.push({ pixels, target: `class ${scores.indexOf(Math.max(...scores))}` });
  }
  return datasetFrom(labelled, { image: { height: side, width: side, channels } });
}

describe('A classifier of images', () => {
  test.each(['NCHW', 'NHWC'] as const)('%s gets smaller, and its scale of pixels is found', async (layout) => {
    const model = convolutional(layout);
    const dataset = await labelledBy(model, layout);
    const source = sourceOf(model);
    const { model: bytes, report } = await shrinkModel(source, {
      dataset,
      budget: parseBudget('params<700'),
      epochs: 8,
      fineTuneEpochs: 15,
    });
    keepExport(`shrunk-${layout}`, bytes);
    expect(report.notes.join(' ')).toMatch(/fed as -1:1.*--pixel-scale black:white/);
    expect(report.way).toBe('fit');
    expect(report.answers!.before).toBe(1);
    expect(report.answers!.after).toBeGreaterThan(0.8);
    expect(report.network!.after.parameters).toBeLessThanOrEqual(700);
    expect(report.network!.before.parameters).toBe(6 * 18 + 6 + 12 * 96 + 12 + 3 * 12 + 3);
    expect(decodeModel(bytes, 'small').graph.inputs).toEqual(source.foreign.model.graph.inputs);
  });

  test('loses filters and units in rounds, and not first all of what is cheap', async () => {
    const model = convolutional('NCHW');
    const dataset = await labelledBy(model, 'NCHW');
    const source = sourceOf(model);
    const { body } = source.foreign;
    const examined = await examine(source, dataset, undefined);
    const prepared = (await prepare(source, body!, dataset, examined, undefined))!;
    const lastActivation = lastActivationOf(body!.network);
    const options = { dataset, budget: parseBudget('macs<1000'), epochs: 3, fineTuneEpochs: 2 };
    const { posterior } = await fitBody(prepared.dataset!, prepared.start, 0, { ...options, epochs: 1 });
    const { plan, model: bytes } = await cutInRounds(prepared.dataset!, posterior, options, {
      ...{ original: source.bytes, prepared, way: 'fit' },
      render: (network) => encodeModel(withNetwork(source.foreign, network, lastActivation).model),
    });
    expect(plan.why).toMatch(/^Budget macs<1000\. Removed in 3 rounds/);
    expect(plan.after.macs).toBeLessThanOrEqual(1000);
    const [filters, units] = plan.groups.map(({ after }) => after);
    expect(filters).toBeGreaterThan(1);
    expect(units).toBeGreaterThan(4);
    expect((await compareAnswers(source.bytes, bytes, examined, dataset.split.test, 0)).after).toBeGreaterThan(0.6);
  });

  test('is refused images of another size', async () => {
    const model = convolutional('NCHW');
    const dataset = await labelledBy(model, 'NCHW');
    const larger = { ...dataset, input: { ...dataset.input, height: 16, width: 4 } } as Dataset;
    await expect(shrinkModel(sourceOf(model), { dataset: larger })).rejects.toMatchObject({
      code: 'SHAPE_MISMATCH',
      message: expect.stringMatching(/images of 16 x 4 with 2 channels/),
    });
  });
});
