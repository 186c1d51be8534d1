import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { encode } from 'fast-png';
import { type RandomStream, randomStream } from '../../core/index.ts';

const side = 32;

/** How far a point lies from the outline of a shape of size 1 around 0: below 0 within. */
type Shape = (x: number, y: number) => number;

const shapes: Readonly<Record<string, Shape>> = {
  disc: (x, y) => Math.hypot(x, y) - 1,
  ring: (x, y) => Math.abs(Math.hypot(x, y) - 0.75) - 0.25,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) - 0.8,
  triangle: (x, y) => Math.max(-y - 0.6, (Math.sqrt(3) * Math.abs(x) + y - 1.1) / 2),
  cross: (x, y) => Math.max(Math.min(Math.abs(x), Math.abs(y)) - 0.3, Math.abs(x) - 1, Math.abs(y) - 1),
};

/** Weights of red, green and blue: what a class says of its shape's colour. */
const tints: Readonly<Record<string, readonly [number, number, number]>> = {
  warm: [1, 0.55, 0.15],
  cold: [0.15, 0.55, 1],
};

/**
 * A folder of PNG files in colour, 32 x 32, ten classes: shapes, turned and of any size, in a warm or a cold colour on a
 * coloured ground, under noise. The same counts give the same files.
 * @param folder is left as it is where it exists
 */
export async function drawPictures(
  folder: string,
  counts: { readonly train: number; readonly test: number },
): Promise<void> {
  if (existsSync(folder)) return;
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const classes = Object.keys(tints).flatMap((tint) => Object.keys(shapes).map((shape) => ({ tint, shape })));
  for (const [part, count] of Object.entries(counts)) {
    const random = randomStream(0, `pictures ${part}`);
    for (const { tint, shape } of classes) await mkdir(`${unfinished}/${part}/${tint}-${shape}`, { recursive: true });
    for (let index = 0; index < count; index++) {
      const { tint, shape } = classes[index % classes.length]!;
      const data = picture(shapes[shape]!, tints[tint]!, random);
      const name = `${String(index).padStart(6, '0')}.png`;
      await writeFile(
        `${unfinished}/${part}/${tint}-${shape}/${name}`,
        encode({ width: side, height: side, channels: 3, depth: 8, data }),
      );
    }
  }
  await rename(unfinished, folder);
}

/** Pixels from 0 to 255, channels last. */
function picture(shape: Shape, tint: readonly number[], random: RandomStream): Uint8Array {
  const between = (low: number, high: number) => low + (high - low) * random.uniform();
  const size = between(5, 11);
  const [centreX, centreY] = [between(11, 21), between(11, 21)];
  const angle = between(0, 2 * Math.PI);
  const [cos, sin] = [Math.cos(angle) / size, Math.sin(angle) / size];
  const brightness = between(110, 240);
  const ground = [between(20, 170), between(20, 170), between(20, 170)];
  const noise = between(10, 50);
  return Uint8Array.from({ length: 3 * side * side }, (_, index) => {
    const [pixel, channel] = [Math.floor(index / 3), index % 3];
    const [x, y] = [(pixel % side) - centreX, Math.floor(pixel / side) - centreY];
    const isWithin = shape(cos * x + sin * y, cos * y - sin * x) < 0;
    const value = isWithin ? brightness * tint[channel]! : ground[channel]!;
    return Math.max(0, Math.min(255, Math.round(value + noise * random.normal())));
  });
}
