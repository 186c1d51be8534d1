import { crc32, deflateRawSync } from 'node:zlib';

type Write = (view: DataView, offset: number, value: number, little: boolean) => void;

const writers: Record<string, [number, Write]> = {
  b1: [1, (view, at, value) => view.setUint8(at, value ? 1 : 0)],
  u1: [1, (view, at, value) => view.setUint8(at, value)],
  u2: [2, (view, at, value, little) => view.setUint16(at, value, little)],
  u4: [4, (view, at, value, little) => view.setUint32(at, value, little)],
  u8: [8, (view, at, value, little) => view.setBigUint64(at, BigInt(value), little)],
  i1: [1, (view, at, value) => view.setInt8(at, value)],
  i2: [2, (view, at, value, little) => view.setInt16(at, value, little)],
  i4: [4, (view, at, value, little) => view.setInt32(at, value, little)],
  i8: [8, (view, at, value, little) => view.setBigInt64(at, BigInt(value), little)],
  f4: [4, (view, at, value, little) => view.setFloat32(at, value, little)],
  f8: [8, (view, at, value, little) => view.setFloat64(at, value, little)],
};

export interface NpyOptions {
  readonly type?: string;
  readonly order?: '<' | '>' | '|';
  readonly version?: number;
  readonly fortran?: boolean;
  /** The whole header, in place of the right one. */
  readonly header?: string;
}

/** What numpy.save writes; `values` in the order of the file. */
export function npyFile(shape: readonly number[], values: ArrayLike<number>, options: NpyOptions = {}): Uint8Array {
  const { type = 'f8', order = '<', version = 1, fortran = false } = options;
  const [size, write] = writers[type] ?? writers['u1']!;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text =
    options.header ??
    `{'descr': '${order}${type}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${tuple}, }`;
  const lengthBytes = version === 1 ? 2 : 4;
  const padded = `${text.padEnd(Math.ceil((8 + lengthBytes + text.length + 1) / 64) * 64 - 8 - lengthBytes - 1)}\n`;
  const dataAt = 8 + lengthBytes + padded.length;
  const bytes = new Uint8Array(dataAt + values.length * size);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, padded.length, true);
  else view.setUint32(8, padded.length, true);
  bytes.set(new TextEncoder().encode(padded), 8 + lengthBytes);
  for (let index = 0; index < values.length; index++) write(view, dataAt + index * size, values[index]!, order !== '>');
  return bytes;
}

/** What numpy.save writes of texts: `U` with 4 bytes a character, `S` with one. */
export function npyTexts(texts: readonly string[], kind: 'U' | 'S' = 'U', order: '<' | '>' = '<'): Uint8Array {
  const characters = Math.max(1, ...texts.map((text) => [...text].length));
  const codes = texts.flatMap((text) => {
    const own = Array.from(text, (character) => character.codePointAt(0)!);
    return [...own, ...new Array<number>(characters - own.length).fill(0)];
  });
  const whole = npyFile([codes.length], codes, { type: kind === 'U' ? 'u4' : 'u1', order });
  const header = `{'descr': '${kind === 'U' ? order : '|'}${kind}${characters}', 'fortran_order': False, 'shape': (${texts.length},), }`;
  const content = whole.subarray(whole.length - codes.length * (kind === 'U' ? 4 : 1));
  return Uint8Array.from([...npyFile([0], [], { header }), ...content]);
}

/** What numpy.savez (or savez_compressed) writes. */
export function npzFile(arrays: Record<string, Uint8Array>, { compressed = true } = {}): Uint8Array {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const [key, content] of Object.entries(arrays)) {
    const name = Buffer.from(`${key}.npy`);
    const packed = compressed ? deflateRawSync(content) : Buffer.from(content);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(compressed ? 8 : 0, 4);
    shared.writeUInt32LE(crc32(content), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(content.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), shared, name, packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), shared, place, name]));
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...locals, directory, end]));
}

/** 20 rows whose last column is 0 and 1 in turn. */
export const rows = Array.from({ length: 20 }, (_, row) => [row, row ** 2 / 8, row % 2]);
export const labels = npyFile(
  [20],
  rows.map((row) => row[2]!),
  { type: 'i8' },
);
