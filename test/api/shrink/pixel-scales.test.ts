import { beforeAll, describe, expect, test } from '@jest/globals';
import { answersOf } from '../../../api/commands.ts';
import { examine } from '../../../api/shrink/reading/examined.ts';
import { graph, type Node, randomStream } from '../../../core/index.ts';
import { type Dataset, datasetFrom } from '../../../datasets/index.ts';
import { encodeModel, firstAffine, lowerGraph, type OnnxModel } from '../../../onnx/index.ts';

const { add, constant, conv, input, mul, reduceMean, reshape, sub } = graph;
const side = 6;
const scalar = (value: number) => constant(Float64Array.of(value), []);

let dataset: Dataset;
beforeAll(async () => {
  const random = randomStream(3, 'pixels');
  const images = Array.from({ length: 400 }, () => {
    const level = random.uniform();
    const pixels = Uint8Array.from({ length: side * side }, () => Math.min(255, 255 * level * random.uniform() * 1.2));
    const mean = pixels.reduce((sum, pixel) => sum + pixel, 0) / pixels.length / 255;
    return { pixels, target: mean > 0.3 ? 'b: bright' : 'a: dark' };
  });
  dataset = await datasetFrom(images, { image: { height: side, width: side, channels: 1 } });
});

/** Says bright where the mean of what it makes of the pixels is above a threshold. */
function model(threshold: number, prepare: (pixels: Node) => Node): OnnxModel {
  const pixels = input('pixels', [1, 1, side, side]);
  const kernel = constant(Float64Array.of(1), [1, 1, 1, 1]);
  const mean = reduceMean(conv(prepare(pixels), kernel, {}), [2, 3]);
  const logit = sub(reshape(mean, [1, 1]), scalar(threshold));
  return lowerGraph({ logit }, { batchSymbol: 'N' });
}

const examined = (made: OnnxModel) => examine({ name: 'm.onnx', bytes: encodeModel(made) }, dataset, undefined);

describe('the scale of pixels', () => {
  test.each<[string, number, string, (pixels: Node) => Node]>([
    ['x / 255', 0.3, '0:255', (pixels) => mul(pixels, scalar(1 / 255))],
    ['x / 127.5 - 1', -0.4, '0:255', (pixels) => sub(mul(pixels, scalar(1 / 127.5)), scalar(1))],
    ['(x - .3) / .2', 0, '0:1', (pixels) => mul(sub(pixels, scalar(0.3)), scalar(5))],
    ['(x + 1) / 2', 0.3, '-1:1', (pixels) => mul(add(pixels, scalar(1)), scalar(0.5))],
  ])('is told by the first operators where they scale: %s', async (_, threshold, scale, prepare) => {
    const { notes, scale: found } = await examined(model(threshold, prepare));
    expect(notes).toEqual([expect.stringMatching(new RegExp(`fed as ${scale} .*first operators \\((Mul|Sub|Add)`))]);
    expect(found.toldBy!.length).toBeGreaterThan(0);
  });

  test('is else what the model answers best, and the note says how well it answers each', async () => {
    const { notes } = await examined(model(-0.4, (pixels) => pixels));
    expect(notes[0]).toMatch(/fed as -1:1 .* on 280 training rows \(0:1 [\d.]+ %, 0:255 [\d.]+ %, -1:1 9\d\.\d %, /);
    expect(notes[0]).toMatch(/--pixel-scale black:white/);
  });

  test('can be said of a model that is only asked, and what is found out is told', async () => {
    const bytes = encodeModel(model(0.7, (pixels) => pixels));
    const data = { dataset, rows: dataset.split.test };
    const notes: string[] = [];
    const rightOf = async (how: Parameters<typeof answersOf>[3]) => {
      const { values, targets } = await answersOf('m.onnx', bytes, data, how);
      return values.filter((value, row) => value === targets[row]).length / values.length;
    };
    // (x - .3) / .2 of nobody's pixels: 0 means .4 on that scale.
    expect(await rightOf({ pixelScale: [[0.4, 1.4]] })).toBe(1);
    expect(await rightOf({ note: (note) => notes.push(note) })).toBeLessThan(1);
    expect(notes).toEqual(expect.arrayContaining([expect.stringMatching(/^m\.onnx: Pixels are fed as/)]));
  });

  test('is not read out of what only one of two readers does', () => {
    const two = model(0, (pixels) => add(pixels, mul(pixels, scalar(2))));
    expect(firstAffine(two, 'pixels', 1)).toBeUndefined();
  });
});
