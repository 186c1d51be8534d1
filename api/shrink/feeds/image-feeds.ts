import { type ImageInput, pixelPlaces, SecateurError } from '../../../core/index.ts';
import type { Rows } from '../../../datasets/index.ts';
import type { ValueInfo } from '../../../runtime/index.ts';
import { numberOfDims, type PixelScale, type RowFeeds, typedValues } from './feeds.ts';

interface Images {
  readonly name: string;
  readonly input: ImageInput;
  readonly rows: Rows;
}

/**
 * Images as a model takes them: `[n, channels, height, width]`, `[n, height, width, channels]`, `[n, height, width]` or
 * one row of pixels, each pixel between what the model takes for black and for white.
 * @param pixelScale by default pixels from 0 to 1
 * @throws SHAPE_MISMATCH when the model takes images of another size; ARGUMENT_INVALID for a scale of other channels
 */
export function imageFeeds(
  model: string,
  input: ValueInfo,
  { name, input: image, rows }: Images,
  pixelScale: PixelScale = [[0, 1]],
): RowFeeds {
  const { height, width, channels, scale } = image;
  const isFirst = channelsComeFirst(input, image);
  if (isFirst === undefined) {
    throw new SecateurError(
      'SHAPE_MISMATCH',
      `${model}: its input '${input.name}' takes [${input.dims.join(', ')}], but ${name} has images of ${height} x ${width} with ${channels} ${channels === 1 ? 'channel' : 'channels'}. Resize them with --image-size, drop colours with --grey, or give other images.`,
    );
  }
  if (pixelScale.length !== 1 && pixelScale.length !== channels) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `${name}: the pixel scale has ${pixelScale.length} pairs, but the images have ${channels} ${channels === 1 ? 'channel' : 'channels'}. Give one pair for all channels, or one for each.`,
    );
  }
  const perImage = height * width * channels;
  const sizes = isFirst ? [channels, height, width] : [height, width, channels];
  const dims = input.dims.length === 4 ? sizes : input.dims.length === 3 ? [height, width] : [perImage];
  const factors = Array.from({ length: channels }, (_, channel) => {
    const [black, white] = pixelScale[channel] ?? pixelScale[0]!;
    return { black, factor: (white - black) / scale };
  });
  const placeOf = pixelPlaces(image);
  return (chosen) => {
    const values = new Float32Array(chosen.length * perImage);
    chosen.forEach((row, at) => {
      for (let pixel = 0; pixel < perImage; pixel++) {
        const { place, channel } = placeOf(pixel);
        const { black, factor } = factors[channel]!;
        const to = isFirst ? channel * height * width + place : place * channels + channel;
        values[at * perImage + to] = black + factor * rows[row * perImage + pixel]!;
      }
    });
    return { [input.name]: typedValues(model, input, values, [chosen.length, ...dims]) };
  };
}

/** Whether channels come before height and width; undefined where images of this size do not fit the input. */
export function channelsComeFirst(input: ValueInfo, { height, width, channels }: ImageInput): boolean | undefined {
  const fits = (...sizes: number[]) =>
    sizes.every((size, axis) => {
      const dim = input.dims[axis + 1];
      return typeof dim !== 'number' || dim === size;
    });
  switch (input.dims.length) {
    case 4:
      if (fits(channels, height, width)) return true;
      return fits(height, width, channels) ? false : undefined;
    case 3:
      return channels === 1 && fits(height, width) ? false : undefined;
    case 2:
      return (numberOfDims(input) ?? height * width * channels) === height * width * channels ? false : undefined;
    default:
      return undefined;
  }
}
