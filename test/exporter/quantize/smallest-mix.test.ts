import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { smallestMix, type WeightFormat, weightFormats } from '../../../exporter/index.ts';

const bits = (format: WeightFormat) => Number(/\d+$/.exec(format)![0]);

/** Each layer loses so much with each format, more with fewer bits. */
const layers = fc.array(
  fc.record({
    size: fc.integer({ min: 1, max: 10_000 }),
    steps: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: weightFormats.length - 1,
      maxLength: weightFormats.length - 1,
    }),
  }),
  { minLength: 1, maxLength: 5 },
);

test('A mix keeps to its loss, no layer could bear less, and no common format that is borne is smaller', async () => {
  await fc.assert(
    fc.asyncProperty(layers, fc.double({ min: 0, max: 3, noNaN: true }), async (made, mostLoss) => {
      const lossOf = (formats: readonly WeightFormat[]) =>
        formats.reduce((sum, format, layer) => {
          const steps = made[layer]!.steps.slice(0, weightFormats.indexOf(format));
          return sum + steps.reduce((lost, step) => lost + step, 0);
        }, 0);
      const sizeOf = (formats: readonly WeightFormat[]) =>
        formats.reduce((sum, format, layer) => sum + made[layer]!.size * bits(format), 0);
      const mix = await smallestMix({
        sizes: made.map(({ size }) => size),
        loss: async (formats) => lossOf(formats),
        mostLoss,
      });
      expect(lossOf(mix)).toBeLessThanOrEqual(mostLoss);
      for (const [layer, format] of mix.entries()) {
        const next = weightFormats[weightFormats.indexOf(format) + 1];
        if (next) expect(lossOf(mix.with(layer, next))).toBeGreaterThan(mostLoss);
      }
      for (const format of weightFormats) {
        const all = made.map(() => format);
        if (lossOf(all) <= mostLoss) expect(sizeOf(mix)).toBeLessThanOrEqual(sizeOf(all));
      }
    }),
    { numRuns: 200 },
  );
});

test('A layer that is cheap to round is rounded further than one that is not', async () => {
  const mix = await smallestMix({
    sizes: [1000, 1000],
    loss: async ([first, second]) => (32 - bits(first!)) / 1000 + (32 - bits(second!)) / 10,
    mostLoss: 0.05,
  });
  expect(mix).toEqual(['int2', 'float32']);
});
