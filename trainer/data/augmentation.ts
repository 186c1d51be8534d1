import { type InputSpec, isChannelsFirst, pixelPlaces, randomStream, SecateurError } from '../../core/index.ts';
import type { Examples } from './example-source.ts';

/** How images are varied in training. `affine`: turned, stretched, slanted and shifted a little. */
export type Augmentation = 'affine';

/**
 * Each image as it is and distorted in nine ways. They stay the same from epoch to epoch, so that a teacher has to be asked
 * only once about each.
 */
const versions = 10;

/** Largest distortions: degrees, the log of the factor along each axis, the slant, and parts of the image's side. */
const largest = { turn: 12, stretch: 0.14, slant: 0.15, shift: 0.07 };

type Image = Extract<InputSpec, { kind: 'image' }>;

/** Numbers that describe one distortion: of a target's row and column, the source's row and column. */
const mapSize = 6;

/**
 * The examples in several versions: version k of example i has the index `count * k + i`, and version 0 is the example.
 * @throws ARGUMENT_INVALID where the features are not an image's pixels
 */
export function augmented(examples: Examples, input: InputSpec, seed: number): Examples {
  if (input.kind !== 'image') {
    throw new SecateurError('ARGUMENT_INVALID', 'Only images can be augmented, and the data is a table of columns.');
  }
  const maps = drawMaps(examples.count, input, seed);
  return reading(
    examples,
    input,
    maps,
    Array.from({ length: examples.width }, (_, index) => index),
  );
}

/** The versions of all images at some of their pixels: only those are computed. */
function reading(examples: Examples, image: Image, maps: Float32Array, kept: readonly number[]): Examples {
  const original = new Float32Array(examples.width);
  const width = kept.length;
  return {
    ...examples,
    width,
    versions,
    features: (indices, out) => {
      indices.forEach((index, row) => {
        const example = index % examples.count;
        examples.features(Uint32Array.of(example), original);
        const part = out.subarray(row * width, (row + 1) * width);
        const start = (index - examples.count) * mapSize;
        if (start < 0) for (let at = 0; at < width; at++) part[at] = original[kept[at]!]!;
        else distort(original, image, maps.subarray(start, start + mapSize), kept, part);
      });
    },
    only: (fewer) =>
      reading(
        examples,
        image,
        maps,
        fewer.map((index) => kept[index]!),
      ),
  };
}

function drawMaps(count: number, { height, width }: Image, seed: number): Float32Array {
  const random = randomStream(seed, 'augmentation');
  const within = (limit: number) => (2 * random.uniform() - 1) * limit;
  const maps = new Float32Array((versions - 1) * count * mapSize);
  for (let start = 0; start < maps.length; start += mapSize) {
    const turn = (within(largest.turn) * Math.PI) / 180;
    const slant = within(largest.slant);
    const [tall, wide] = [Math.exp(within(largest.stretch)), Math.exp(within(largest.stretch))];
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    maps[start] = tall * cos;
    maps[start + 1] = tall * (slant * cos - sin);
    maps[start + 2] = within(largest.shift) * height;
    maps[start + 3] = wide * sin;
    maps[start + 4] = wide * (slant * sin + cos);
    maps[start + 5] = within(largest.shift) * width;
  }
  return maps;
}

/** Bilinear: between pixels their weighted mean, 0 beyond the edges. The image's centre is where distances are counted from. */
function distort(
  pixels: Float32Array,
  image: Image,
  map: Float32Array,
  kept: readonly number[],
  out: Float32Array,
): void {
  const [yy, yx, y0, xy, xx, x0] = map as unknown as [number, number, number, number, number, number];
  const { height, width, channels } = image;
  const step = isChannelsFirst(image) ? { pixel: 1, channel: height * width } : { pixel: channels, channel: 1 };
  const placeOf = pixelPlaces(image);
  const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2];
  const at = (y: number, x: number, channel: number) =>
    y >= 0 && y < height && x >= 0 && x < width ? pixels[(y * width + x) * step.pixel + channel * step.channel]! : 0;
  for (let index = 0; index < kept.length; index++) {
    const { place, channel } = placeOf(kept[index]!);
    const column = place % width;
    const dy = (place - column) / width - middleY;
    const dx = column - middleX;
    const y = yy * dy + yx * dx + y0 + middleY;
    const x = xy * dy + xx * dx + x0 + middleX;
    const [top, left] = [Math.floor(y), Math.floor(x)];
    const [down, right] = [y - top, x - left];
    const upper = (1 - right) * at(top, left, channel) + right * at(top, left + 1, channel);
    const lower = (1 - right) * at(top + 1, left, channel) + right * at(top + 1, left + 1, channel);
    out[index] = (1 - down) * upper + down * lower;
  }
}
