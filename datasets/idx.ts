import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { messageOf, SecateurError, sizeOf } from '../core/index.ts';
import { readBytes } from '../files/index.ts';

/** The format of the MNIST files: a big-endian header of dimensions, then unsigned bytes. */
export interface Idx {
  readonly dimensions: readonly number[];
  /** A view of the file's bytes, row-major. */
  readonly data: Uint8Array;
}

const maximumBytes = 2 ** 30;
const unsignedByte = 0x08;

/**
 * Reads an IDX file of unsigned bytes, unpacked when its name ends in `.gz`.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, FORMAT_INVALID naming the byte, UNSUPPORTED for other element types.
 */
export async function readIdx(path: string): Promise<{ idx: Idx; bytes: Uint8Array }> {
  const packed = await readBytes(path, { maximumBytes });
  const bytes = path.endsWith('.gz') ? await unpack(path, packed) : packed;
  return { idx: parseIdx(bytes, path), bytes };
}

/** `file` is what errors call the bytes. @throws FORMAT_INVALID, UNSUPPORTED */
export function parseIdx(bytes: Uint8Array, file: string): Idx {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4) throw truncated(file, bytes.length, 4);
  if (bytes[0] !== 0 || bytes[1] !== 0) {
    throw new SecateurError(
      'FORMAT_INVALID',
      `${file}: not an IDX file: bytes 0 and 1 are ${bytes[0]} and ${bytes[1]} instead of 0. Unpack the file if it is compressed, or fetch it again.`,
    );
  }
  if (bytes[2] !== unsignedByte) {
    throw new SecateurError(
      'UNSUPPORTED',
      `${file}: byte 2 gives the element type ${bytes[2]}; only 8, unsigned bytes, is read here.`,
    );
  }
  const rank = bytes[3]!;
  if (rank < 1 || rank > 4) {
    throw new SecateurError(
      'FORMAT_INVALID',
      `${file}: byte 3 promises ${rank} dimensions where 1 to 4 make sense. The file is damaged: fetch it again.`,
    );
  }
  const dataAt = 4 + 4 * rank;
  if (bytes.length < dataAt) throw truncated(file, bytes.length, dataAt);
  const dimensions = Array.from({ length: rank }, (_, index) => header.getUint32(4 + 4 * index));
  const empty = dimensions.indexOf(0);
  if (empty >= 0) {
    throw new SecateurError('FORMAT_INVALID', `${file}: dimension ${empty} (byte ${4 + 4 * empty}) is 0: no data.`);
  }
  const promised = dataAt + sizeOf(dimensions);
  if (bytes.length < promised) throw truncated(file, bytes.length, promised);
  if (bytes.length > promised) {
    throw new SecateurError(
      'FORMAT_INVALID',
      `${file}: the dimensions ${dimensions.join(' x ')} end at byte ${promised} but the file has ${bytes.length} bytes. The file is damaged: fetch it again.`,
    );
  }
  return { dimensions, data: bytes.subarray(dataAt) };
}

function truncated(file: string, length: number, promised: number): SecateurError {
  return new SecateurError(
    'FORMAT_INVALID',
    `${file}: ends at byte ${length} where its header promises ${promised} bytes. The file is truncated or damaged: fetch it again.`,
  );
}

async function unpack(path: string, packed: Uint8Array): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(packed, { maxOutputLength: maximumBytes });
  } catch (error) {
    throw new SecateurError(
      'FORMAT_INVALID',
      `${path}: cannot be unpacked (${messageOf(error)}). The file is truncated or damaged: fetch it again.`,
      { cause: error },
    );
  }
}
