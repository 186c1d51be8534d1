import { describe, expect, test } from '@jest/globals';
import { denseNetwork, featuresOf, type InputSpec } from '../../core/index.ts';
import { augmented } from '../../trainer/data/augmentation.ts';
import type { Examples } from '../../trainer/data/example-source.ts';
import { trainDense } from '../../trainer/index.ts';
import { smallClassification } from './synthetic-data.ts';

const image: InputSpec = { kind: 'image', height: 12, width: 10, channels: 2, scale: 255 };
const width = featuresOf(image).length;
const count = 5;

/** Images whose pixel in a row, column and channel is what `valueOf` says. */
function images(pixelOf: (row: number, column: number, channel: number, example: number) => number): Examples {
  return {
    width,
    count,
    values: new Float32Array(count),
    features: (indices, out) => {
      indices.forEach((example, at) => {
        for (let pixel = 0; pixel < width; pixel++) {
          const place = Math.floor(pixel / 2);
          out[at * width + pixel] = pixelOf(Math.floor(place / 10), place % 10, pixel % 2, example);
        }
      });
    },
    targets: () => {},
  };
}

const noisy = images((row, column, channel, example) => Math.sin(37 * row + 11 * column + 5 * channel + example));

function read(examples: Examples, ...indices: number[]): Float32Array {
  const out = new Float32Array(indices.length * examples.width);
  examples.features(Uint32Array.from(indices), out);
  return out;
}

describe('affine augmentation', () => {
  test('is the same whichever way channels are ordered', () => {
    const size = width / 2;
    const placeOf = (at: number) => (at % size) * 2 + Math.floor(at / size);
    const reordered: Examples = {
      ...noisy,
      features: (indices, out) => {
        const plain = read(noisy, ...indices);
        out.forEach((_, at) => {
          out[at] = plain[Math.floor(at / width) * width + placeOf(at % width)]!;
        });
      },
    };
    const last = read(augmented(noisy, image, 3), count + 1);
    const first = read(augmented(reordered, { ...image, layout: 'channels-first' }, 3), count + 1);
    expect(first).toEqual(last.map((_, at) => last[placeOf(at)]!));
    expect(first).not.toEqual(read(reordered, 1));
  });

  test('has the images as they are, and nine other versions, the same for the same seed', () => {
    const examples = augmented(noisy, image, 3);
    expect(examples).toMatchObject({ width, count, versions: 10 });
    const everyIndex = Array.from({ length: 10 * count }, (_, index) => index);
    const all = read(examples, ...everyIndex);
    expect(all.slice(0, count * width)).toEqual(read(noisy, 0, 1, 2, 3, 4));
    const versions = everyIndex.map((index) => all.slice(index * width, (index + 1) * width).join());
    expect(new Set(versions).size).toBe(10 * count);
    expect(read(augmented(noisy, image, 3), ...everyIndex)).toEqual(all);
    expect(read(augmented(noisy, image, 4), ...everyIndex)).not.toEqual(all);
  });

  test('of a part of the pixels gives what the whole has there', () => {
    const examples = augmented(noisy, image, 3);
    const [first, second] = [
      [1, 7, 40, 41, 100, 239],
      [0, 2, 5],
    ];
    const part = examples.only!(first).only!(second);
    const whole = read(examples, 2, 23, 49);
    expect(part.width).toBe(3);
    expect(Array.from(read(part, 2, 23, 49))).toEqual(
      [0, 1, 2].flatMap((row) => second.map((at) => whole[row * width + first[at]!]!)),
    );
  });

  test('maps a slope onto a slope, not far from it, and what comes from beyond the edges is 0', () => {
    const slope = augmented(
      images((row, column, channel) => (channel === 0 ? row : column) + 100),
      image,
      8,
    );
    for (let index = count; index < 10 * count; index++) {
      const values = read(slope, index);
      const at = (row: number, column: number, channel: number) => values[(row * 10 + column) * 2 + channel]!;
      for (const channel of [0, 1]) {
        // An affine map: second differences vanish inside.
        for (const [row, column] of [
          [5, 4],
          [6, 5],
        ] as const) {
          const [left, middle, right] = [-1, 0, 1].map((step) => at(row, column + step, channel)) as [
            number,
            number,
            number,
          ];
          expect(left + right - 2 * middle).toBeCloseTo(0, 4);
          const [up, down] = [at(row - 1, column, channel), at(row + 1, column, channel)];
          expect(up + down - 2 * middle).toBeCloseTo(0, 4);
          const along = channel === 0 ? (down - up) / 2 : (right - left) / 2;
          expect(along).toBeGreaterThan(0.8);
          expect(along).toBeLessThan(1.2);
          expect(Math.abs(middle - 100 - (channel === 0 ? row : column))).toBeLessThan(2);
        }
      }
      expect(values.every((value) => value >= 0 && value < 112)).toBe(true);
    }
  });

  test('is refused for tables', async () => {
    const dataset = smallClassification();
    await expect(
      trainDense(dataset, { network: denseNetwork([4, 3, 2]), augment: 'affine', epochs: 1 }),
    ).rejects.toMatchObject({ code: 'ARGUMENT_INVALID', message: expect.stringMatching(/Only images/) });
  });
});
