import { expect, test } from '@jest/globals';
import { encode } from 'jpeg-js';
import { decodeImage } from '../../datasets/images/decode-image.ts';

/** A JPEG of 16 x 8 pixels whose upper left eight are white, and a block `Exif` with this orientation. */
function jpeg(orientation: number | undefined, littleEndian: boolean): Uint8Array {
  const [width, height] = [16, 8];
  const data = Buffer.alloc(4 * width * height, 255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if (x >= 8 || y >= 4) data.fill(0, 4 * (y * width + x), 4 * (y * width + x) + 3);
  }
  const plain = encode({ width, height, data }, 100).data;
  if (orientation === undefined) return plain;
  const tiff = new DataView(new ArrayBuffer(8 + 2 + 24));
  tiff.setUint16(0, littleEndian ? 0x4949 : 0x4d4d);
  tiff.setUint16(2, 42, littleEndian);
  tiff.setUint32(4, 8, littleEndian);
  tiff.setUint16(8, 2, littleEndian);
  for (const [entry, [tag, value]] of [[0x0100, 16] as const, [0x0112, orientation] as const].entries()) {
    const at = 10 + 12 * entry;
    tiff.setUint16(at, tag, littleEndian);
    tiff.setUint16(at + 2, 3, littleEndian);
    tiff.setUint32(at + 4, 1, littleEndian);
    tiff.setUint16(at + 8, value, littleEndian);
  }
  const exif = [...Buffer.from('Exif\0\0'), ...new Uint8Array(tiff.buffer)];
  return Uint8Array.from([0xff, 0xd8, 0xff, 0xe1, 0, exif.length + 2, ...exif, ...plain.subarray(2)]);
}

/** Where the white part of the upright image is, by the corners of the picture. */
const corners: readonly [number, string][] = [
  [1, 'top left, lying'],
  [2, 'top right, lying'],
  [3, 'bottom right, lying'],
  [4, 'bottom left, lying'],
  [5, 'top left, standing'],
  [6, 'top right, standing'],
  [7, 'bottom right, standing'],
  [8, 'bottom left, standing'],
];

function whiteCorner(bytes: Uint8Array): string {
  const { width, height, data, channels } = decodeImage(bytes, 'photo.jpg');
  const isWhite = (x: number, y: number) => data[(y * width + x) * channels]! > 128;
  const found = (['top', 'bottom'] as const).flatMap((down) =>
    (['left', 'right'] as const).flatMap((across) =>
      isWhite(across === 'left' ? 1 : width - 2, down === 'top' ? 1 : height - 2) ? [`${down} ${across}`] : [],
    ),
  );
  return `${found.join(' and ')}, ${width > height ? 'lying' : 'standing'}`;
}

test.each(corners)('A photo whose camera noted the orientation %i is turned upright', (orientation, corner) => {
  expect(whiteCorner(jpeg(orientation, true))).toBe(corner);
  expect(whiteCorner(jpeg(orientation, false))).toBe(corner);
});

test.each([undefined, 0, 9, 65535])('A photo with the orientation %p stays as it is', (orientation) => {
  expect(whiteCorner(jpeg(orientation, true))).toBe('top left, lying');
});

test('A block that ends in the middle says nothing, and harms nothing', () => {
  const whole = jpeg(6, true);
  // The directory is said to be beyond the block.
  const beyond = whole.slice();
  beyond[4 + 2 + 6 + 4] = 0xff;
  expect(whiteCorner(beyond)).toBe('top left, lying');
});
