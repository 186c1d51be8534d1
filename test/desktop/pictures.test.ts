import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseNetwork, probabilityOf } from '../../core/index.ts';
import { createBins, createMoments, distributionOf } from '../../desktop/host/inspect/distribution.ts';
import { layerWeights } from '../../desktop/host/inspect/layer-weights.ts';
import { posteriorPicture } from '../../desktop/host/inspect/posterior-picture.ts';
import { colourScale } from '../../desktop/renderer/parts/colour-scale.ts';
import { latencyCurves } from '../../desktop/renderer/parts/latency-curves.ts';
import { blockWidths } from '../../desktop/renderer/views/inspect/posterior/block-widths.ts';
import { levelOfLayer, stripOf } from '../../desktop/renderer/views/inspect/posterior/inclusion.ts';
import { pixelShares } from '../../desktop/renderer/views/inspect/posterior/pixel-shares.ts';
import { rankedInputs } from '../../desktop/renderer/views/inspect/posterior/ranked-inputs.ts';
import { randomPosteriorOf } from '../support/random-posterior.ts';
import { imagePosterior } from '../support/studio-files.ts';

const numbers = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 200 });

test('a distribution agrees with plain sums, and its histogram counts every number once', async () => {
  await fc.assert(
    fc.asyncProperty(numbers, async (values) => {
      const found = (await distributionOf(() => [values]))!;
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(found.mean).toBeCloseTo(mean, 4);
      // Zero has no sign that matters: -0 + 0 is 0.
      expect([found.min + 0, found.max + 0]).toEqual([Math.min(...values) + 0, Math.max(...values) + 0]);
      expect(found.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
      expect(found.histogram.edges).toHaveLength(found.histogram.counts.length + 1);
    }),
  );
});

test('numbers that come in pieces are summed up as if they came together', async () => {
  await fc.assert(
    fc.asyncProperty(numbers, fc.nat(200), async (values, cut) => {
      const [whole, pieces] = [createMoments(), createMoments()];
      whole.add(values);
      pieces.add(values.slice(0, cut));
      pieces.add(values.slice(cut));
      expect(pieces.found).toEqual(whole.found);
      const bins = createBins(whole.found);
      bins.add(values.slice(0, cut));
      bins.add(values.slice(cut));
      expect(bins.histogram).toEqual((await distributionOf(() => [values]))!.histogram);
    }),
  );
});

test('extremes of what a double holds do not break a histogram', async () => {
  const { histogram } = (await distributionOf(() => [[-Number.MAX_VALUE, 0, Number.MAX_VALUE]]))!;
  expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(3);
  expect(await distributionOf(() => [[Number.NaN]])).toBeUndefined();
});

test('blocks share the width by the root of their work, and none vanishes', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1e9), { minLength: 1, maxLength: 30 }), (work) => {
      const widths = blockWidths(work);
      expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(1);
      expect(Math.min(...widths)).toBeGreaterThan(0);
      const swapped = work.filter((macs, at) =>
        work.some((other, beside) => macs > other && widths[at]! < widths[beside]!),
      );
      expect(swapped).toEqual([]);
    }),
  );
});

test('a strip keeps the mean probability, whatever number of cells it has', () => {
  const odds = fc.array(fc.double({ noNaN: true, min: -20, max: 20 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(odds, (logOdds) => {
      const each = stripOf(logOdds, 1000);
      expect(Array.from(each)).toEqual(logOdds.map((value) => Math.fround(probabilityOf(value))));
      const [all] = stripOf(logOdds, 1);
      expect(all).toBeCloseTo(logOdds.reduce((sum, value) => sum + probabilityOf(value), 0) / logOdds.length, 5);
    }),
  );
});

test('lightness rises or falls evenly along the scale, so that it reads without hue', () => {
  const lightness = ([red, green, blue]: readonly [number, number, number]) =>
    0.2126 * red ** 2.2 + 0.7152 * green ** 2.2 + 0.0722 * blue ** 2.2;
  for (const [low, high] of [
    ['rgb(237, 240, 236)', 'rgb(8, 87, 58)'],
    ['rgb(34, 42, 38)', 'rgb(127, 224, 176)'],
  ] as const) {
    const scale = colourScale(low, high);
    const steps = Array.from({ length: 21 }, (_, at) => lightness(scale(at / 20)));
    const falls = steps.slice(1).map((value, at) => value < steps[at]!);
    expect(new Set(falls).size).toBe(1);
  }
});

test('latencies over each other use one axis, and every sample in sight is counted', () => {
  const fast = Float64Array.from({ length: 1000 }, (_, at) => 1 + at / 1000);
  const slow = fast.map((value) => 10 * value);
  const { middlesMs, shares } = latencyCurves([fast, slow, new Float64Array(0)]);
  expect(middlesMs).toEqual(middlesMs.toSorted((a, b) => a - b));
  expect(shares.map((each) => each.length)).toEqual([middlesMs.length, middlesMs.length, middlesMs.length]);
  for (const each of shares.slice(0, 2)) expect(each.reduce((sum, share) => sum + share, 0)).toBeGreaterThan(0.98);
  expect(shares[2]!.every((share) => share === 0)).toBe(true);
  expect(latencyCurves([])).toEqual({ middlesMs: [], shares: [] });
});

test('the picture of a posterior has its levels, layers and costs', async () => {
  const picture = posteriorPicture(imagePosterior());
  expect(picture.levels.map(({ size }) => size)).toEqual([64, 24, 12, 3]);
  expect(picture.levels.map(({ logOdds }) => logOdds?.length)).toEqual([64, 24, 12, undefined]);
  expect(picture.layers.map(({ notation }) => notation)).toEqual(['24', '12', '3']);
  expect(picture.layers.reduce((sum, { weights }) => sum + weights!.macs, 0)).toBe(picture.macs);
  expect(picture.layers.reduce((sum, { weights }) => sum + weights!.parameters, 0)).toBe(picture.parameters);
  const never = new AbortController().signal;
  const weights = await layerWeights(imagePosterior(), 0, never);
  expect(weights.shape).toEqual([24, 64]);
  expect(weights.stdDev!.mean).toBeCloseTo(0.1);
  await expect(layerWeights(imagePosterior(), 9, never)).rejects.toThrow('has no weights');
  // Called off, it does not go on to the end.
  await expect(layerWeights(imagePosterior(), 0, AbortSignal.abort())).rejects.toMatchObject({ code: 'ABORTED' });
});

test('networks with branches name what each layer reads, and pooling passes levels on', () => {
  const network = parseNetwork('8x8x1-c4k3p1-c4k3p1-add0-max2-flat-5-3');
  const posterior = randomPosteriorOf(network, { kind: 'image', height: 8, width: 8, channels: 1, scale: 255 }, 3);
  const picture = posteriorPicture(posterior);
  expect(picture.layers[2]!.reads).toEqual([1, 0]);
  expect(levelOfLayer(picture, 3).size).toBe(4);
  expect(levelOfLayer(picture, -1)).toBe(picture.levels[0]);
});

test('pixels take their most probable channel, and inputs are ranked', () => {
  const shares = pixelShares(Float32Array.from([-2, 2, 0]), Uint32Array.from([0, 0, 1]), 2);
  expect(shares[0]).toBeCloseTo(probabilityOf(2));
  expect(shares[1]).toBeCloseTo(0.5);
  expect(rankedInputs(Float32Array.from([0, 3, -1]), ['a', 'b', 'c']).map(({ name }) => name)).toEqual(['b', 'a', 'c']);
});
