import { convertIndexedToRgb, decode as decodePng } from 'fast-png';
import { decode as decodeJpeg } from 'jpeg-js';
import { messageOf, SecateurError } from '../../core/index.ts';
import { cameraOrientation, turnedUpright } from './camera-orientation.ts';

/** Pixels from 0 to 255, row-major, channels last: one channel (grey) or three (red, green, blue). */
export interface Image {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
  /** Whether the file had an alpha channel, which is left out. */
  readonly hadAlpha: boolean;
}

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const mostPixels = 2 ** 26;

/**
 * Decodes a PNG or JPEG file, told apart by their first bytes. An image without colour has one channel, however it was
 * stored; 16-bit channels keep their upper 8 bits. JPEG files are turned upright where the camera noted how it was held.
 * @param file what errors call the bytes.
 * @throws FORMAT_INVALID; UNSUPPORTED for more than 67 million pixels.
 */
export function decodeImage(bytes: Uint8Array, file: string): Image {
  const isPng = pngSignature.every((byte, index) => bytes[index] === byte);
  if (!isPng && !(bytes[0] === 0xff && bytes[1] === 0xd8)) {
    throw new SecateurError(
      'FORMAT_INVALID',
      `${file}: is neither PNG nor JPEG by its first bytes. Convert or remove it.`,
    );
  }
  try {
    return isPng ? readPng(bytes, file) : readJpeg(bytes);
  } catch (error) {
    if (error instanceof SecateurError) throw error;
    throw new SecateurError(
      'FORMAT_INVALID',
      `${file}: cannot be decoded (${messageOf(error)}). Repair or remove it.`,
      {
        cause: error,
      },
    );
  }
}

/** The package's own types leave the block out. */
interface JpegWithExif {
  readonly height: number;
  readonly width: number;
  readonly data: Uint8Array;
  readonly exifBuffer?: Uint8Array;
}

function readJpeg(bytes: Uint8Array): Image {
  const { height, width, data, exifBuffer }: JpegWithExif = decodeJpeg(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: mostPixels / 1e6,
    maxMemoryUsageInMB: 1024,
  });
  // The first byte is the second of the two zeros after `Exif`.
  return turnedUpright(imageOf(height, width, 3, data), cameraOrientation(exifBuffer?.subarray(1)));
}

function readPng(bytes: Uint8Array, file: string): Image {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Before anything is unpacked: the sizes follow the signature and the first chunk's length and name.
  const promised = bytes.length < 24 ? 0 : header.getUint32(16) * header.getUint32(20);
  if (promised > mostPixels) {
    throw new SecateurError(
      'UNSUPPORTED',
      `${file}: promises ${promised} pixels, more than the ${mostPixels} read here. Make it smaller.`,
    );
  }
  const png = decodePng(bytes, { checkCrc: true });
  const { height, width } = png;
  if (png.palette) {
    const channels = png.palette[0]!.length;
    return imageOf(height, width, channels, convertIndexedToRgb(png));
  }
  return imageOf(height, width, png.channels, asBytes(png.data, png.depth, width * png.channels));
}

/** Samples of 1 to 16 bits as bytes from 0 to 255; rows of less than 8 bits a sample begin on whole bytes. */
function asBytes(data: ArrayLike<number>, depth: number, samplesPerRow: number): Uint8Array {
  if (depth === 8) return Uint8Array.from(data);
  if (depth === 16) return Uint8Array.from(data, (sample) => sample >> 8);
  const bytesPerRow = Math.ceil((samplesPerRow * depth) / 8);
  const highest = 2 ** depth - 1;
  const rows = data.length / bytesPerRow;
  return Uint8Array.from({ length: rows * samplesPerRow }, (_, index) => {
    const bit = (index % samplesPerRow) * depth;
    const byte = data[Math.floor(index / samplesPerRow) * bytesPerRow + (bit >> 3)]!;
    return (((byte >> (8 - depth - (bit & 7))) & highest) * 255) / highest;
  });
}

/** Leaves out alpha (the last of 2 or 4 channels), and two channels of three where all three are the same. */
function imageOf(height: number, width: number, stored: number, samples: ArrayLike<number>): Image {
  const hadAlpha = stored % 2 === 0;
  const colours = hadAlpha ? stored - 1 : stored;
  let isGrey = true;
  for (let at = 0; isGrey && colours === 3 && at < samples.length; at += stored) {
    isGrey = samples[at] === samples[at + 1] && samples[at] === samples[at + 2];
  }
  const channels = isGrey ? 1 : 3;
  const data = new Uint8Array(height * width * channels);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      data[pixel * channels + channel] = samples[pixel * stored + channel]!;
    }
  }
  return { height, width, channels, data, hadAlpha };
}
