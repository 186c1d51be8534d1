import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { messageOf, SecateurError } from '../../core/index.ts';

/** A file within a .zip archive; nothing is unpacked before `read`. */
export interface ZipEntry {
  readonly name: string;
  readonly sizeBytes: number;
  /** @throws FORMAT_INVALID, UNSUPPORTED (encrypted, or packed in another way than deflate) */
  readonly read: () => Promise<Uint8Array>;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endBytes = 22;
const longestComment = 0xffff;
const largestEntry = 2 ** 31 - 1;

/**
 * The table of contents at the end of a .zip archive (PKWARE's APPNOTE 6.3, without its 64-bit extension).
 * @param file what errors call the bytes.
 * @throws FORMAT_INVALID, UNSUPPORTED
 */
export function readZip(bytes: Uint8Array, file: string): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const endAt = findEnd(view);
  if (endAt === undefined) throw damaged(file, 'has no table of contents at its end');
  const count = view.getUint16(endAt + 10, true);
  let at = view.getUint32(endAt + 16, true);
  if (count === 0xffff || at === 0xffffffff) throw unsupported(file, 'is a 64-bit zip archive');
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index++) {
    if (at + 46 > endAt || view.getUint32(at, true) !== entrySignature) {
      throw damaged(file, `lists ${count} files, but number ${index + 1} is not at byte ${at}`);
    }
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    entries.push(entryAt(bytes, view, at, name, `${file}, ${name}`));
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function findEnd(view: DataView): number | undefined {
  const first = Math.max(0, view.byteLength - endBytes - longestComment);
  for (let at = view.byteLength - endBytes; at >= first; at--) {
    if (view.getUint32(at, true) === endSignature) return at;
  }
  return undefined;
}

function entryAt(bytes: Uint8Array, view: DataView, at: number, name: string, file: string): ZipEntry {
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const checksum = view.getUint32(at + 16, true);
  const packedBytes = view.getUint32(at + 20, true);
  const sizeBytes = view.getUint32(at + 24, true);
  const localAt = view.getUint32(at + 42, true);
  const read = async () => {
    if (flags & 1) throw unsupported(file, 'is encrypted');
    if (method !== 0 && method !== 8) throw unsupported(file, `is packed by method ${method}`);
    if (sizeBytes > largestEntry) throw unsupported(file, `has ${sizeBytes} bytes, more than are read here`);
    if (localAt + 30 > bytes.length || view.getUint32(localAt, true) !== localSignature) {
      throw damaged(file, `is not at byte ${localAt} of the archive`);
    }
    const from = localAt + 30 + view.getUint16(localAt + 26, true) + view.getUint16(localAt + 28, true);
    if (from + packedBytes > bytes.length) throw damaged(file, `ends after the archive's ${bytes.length} bytes`);
    const packed = bytes.subarray(from, from + packedBytes);
    const content = method === 0 ? packed : await unpack(packed, sizeBytes, file);
    if (content.length !== sizeBytes || crc32(content) !== checksum) {
      throw damaged(file, 'does not have the length and checksum that the archive promises');
    }
    return content;
  };
  return { name, sizeBytes, read };
}

async function unpack(packed: Uint8Array, sizeBytes: number, file: string): Promise<Uint8Array> {
  try {
    // A few bytes can unpack to gigabytes: never more than was promised.
    return await promisify(inflateRaw)(packed, { maxOutputLength: Math.max(1, sizeBytes) });
  } catch (error) {
    throw damaged(file, `cannot be unpacked (${messageOf(error)})`, error);
  }
}

function unsupported(file: string, what: string): SecateurError {
  return new SecateurError('UNSUPPORTED', `${file}: ${what}. Write it with numpy.savez or numpy.savez_compressed.`);
}

function damaged(file: string, what: string, cause?: unknown): SecateurError {
  return new SecateurError('FORMAT_INVALID', `${file}: ${what}. The file is truncated or damaged: fetch it again.`, {
    cause,
  });
}
