import type { Image } from './decode-image.ts';

export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** Each new pixel is the mean of the old ones under its area, in proportion to how much of them it covers. */
export function resize(image: Image, { height, width }: ImageSize): Image {
  if (image.height === height && image.width === width) return image;
  const { channels } = image;
  const data = new Uint8Array(height * width * channels);
  const down = sharesOf(image.height, height);
  const across = sharesOf(image.width, width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (const [y, yShare] of down[row]!) {
          for (const [x, xShare] of across[column]!) {
            sum += yShare * xShare * image.data[(y * image.width + x) * channels + channel]!;
          }
        }
        data[(row * width + column) * channels + channel] = Math.round(sum);
      }
    }
  }
  return { ...image, height, width, data };
}

/** For each new position the old ones that it covers, and which share of it they are. */
function sharesOf(before: number, after: number): [position: number, share: number][][] {
  const size = before / after;
  return Array.from({ length: after }, (_, index) => {
    const from = index * size;
    const to = Math.min(before, from + size);
    const first = Math.floor(from);
    return Array.from({ length: Math.ceil(to) - first }, (_, offset): [number, number] => {
      const position = first + offset;
      return [position, (Math.min(to, position + 1) - Math.max(from, position)) / size];
    });
  });
}

/** Mean luminance by Rec. 601, as grey values of a colour image usually are. */
export function toGrey(image: Image): Image {
  if (image.channels === 1) return image;
  const data = new Uint8Array(image.height * image.width);
  for (let pixel = 0; pixel < data.length; pixel++) {
    const [red, green, blue] = image.data.subarray(3 * pixel, 3 * pixel + 3) as unknown as [number, number, number];
    data[pixel] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  }
  return { ...image, channels: 1, data };
}
