/**
 * How a camera was held, 1 to 8, as the block `Exif` of a JPEG file notes it (tag 0x0112 of the first directory, CIPA
 * DC-008): 1, upright, where nothing or nothing sensible is noted.
 * @param exif TIFF header and directories, without what leads to them
 */
export function cameraOrientation(exif: Uint8Array | undefined): number {
  if (!exif || exif.length < 8) return 1;
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength);
  const isLittle = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, isLittle);
  if (directory + 2 > exif.length) return 1;
  const entries = view.getUint16(directory, isLittle);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + 12 * entry;
    if (at + 12 > exif.length) return 1;
    if (view.getUint16(at, isLittle) !== 0x0112) continue;
    const orientation = view.getUint16(at + 8, isLittle);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  }
  return 1;
}

interface Pixels {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

/** The image as it was seen: rotated and mirrored back. */
export function turnedUpright<P extends Pixels>(image: P, orientation: number): P {
  if (orientation === 1) return image;
  const { height: rows, width: columns, channels, data } = image;
  // From 5 on rows and columns have changed places.
  const [height, width] = orientation >= 5 ? [columns, rows] : [rows, columns];
  const isFlippedAcross = [2, 3, 7, 8].includes(orientation);
  const isFlippedDown = [3, 4, 6, 7].includes(orientation);
  const turned = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [row, column] = orientation >= 5 ? [x, y] : [y, x];
      const from = (isFlippedDown ? rows - 1 - row : row) * columns + (isFlippedAcross ? columns - 1 - column : column);
      for (let channel = 0; channel < channels; channel++) {
        turned[(y * width + x) * channels + channel] = data[from * channels + channel]!;
      }
    }
  }
  return { ...image, height, width, data: turned };
}
