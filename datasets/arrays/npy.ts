import { SecateurError, sizeOf } from '../../core/index.ts';

/**
 * One array of a .npy file (NumPy's format, versions 1 to 3).
 * Its specification: numpy.lib.format.
 */
export interface Npy {
  readonly shape: readonly number[];
  /** Element type without its byte order, for example `f4`. */
  readonly type: string;
  /** Number of elements. */
  readonly length: number;
  /** Element at a position in C order (row-major), whatever the order in the file; of texts NaN. */
  readonly at: (index: number) => number;
  /** The same of an array of texts; undefined for numbers. */
  readonly textAt?: (index: number) => string;
}

type Read = (view: DataView, offset: number, littleEndian: boolean) => number;

const readers: Readonly<Record<string, { readonly bytes: number; readonly read: Read }>> = {
  b1: { bytes: 1, read: (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1) },
  u1: { bytes: 1, read: (view, offset) => view.getUint8(offset) },
  u2: { bytes: 2, read: (view, offset, little) => view.getUint16(offset, little) },
  u4: { bytes: 4, read: (view, offset, little) => view.getUint32(offset, little) },
  u8: { bytes: 8, read: (view, offset, little) => Number(view.getBigUint64(offset, little)) },
  i1: { bytes: 1, read: (view, offset) => view.getInt8(offset) },
  i2: { bytes: 2, read: (view, offset, little) => view.getInt16(offset, little) },
  i4: { bytes: 4, read: (view, offset, little) => view.getInt32(offset, little) },
  i8: { bytes: 8, read: (view, offset, little) => Number(view.getBigInt64(offset, little)) },
  f2: { bytes: 2, read: (view, offset, little) => halfToNumber(view.getUint16(offset, little)) },
  f4: { bytes: 4, read: (view, offset, little) => view.getFloat32(offset, little) },
  f8: { bytes: 8, read: (view, offset, little) => view.getFloat64(offset, little) },
};

/** Texts of one length each: `U8` has 8 characters of 4 bytes, `S8` 8 bytes. What is shorter is filled up with zeros. */
function textsOf(type: string) {
  const [, kind, digits] = /^([US])(\d{1,6})$/.exec(type) ?? [];
  const characters = Number(digits);
  if (kind === undefined || characters === 0) return undefined;
  const width = kind === 'U' ? 4 : 1;
  const readText = (view: DataView, offset: number, little: boolean): string => {
    const codes = Array.from({ length: characters }, (_, at) =>
      width === 4 ? view.getUint32(offset + 4 * at, little) : view.getUint8(offset + at),
    );
    const end = codes.findLastIndex((code) => code !== 0) + 1;
    // Beyond Unicode there is nothing to name a class by.
    return codes.slice(0, end).reduce((text, code) => text + String.fromCodePoint(code > 0x10ffff ? 0xfffd : code), '');
  };
  return { bytes: width * characters, read: () => Number.NaN, readText };
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const longestHeader = 2 ** 16;

/**
 * @param file what errors call the bytes.
 * @throws FORMAT_INVALID naming the byte; UNSUPPORTED for objects (pickles are never opened) and other types.
 */
export function parseNpy(bytes: Uint8Array, file: string): Npy {
  if (bytes.length < 10) throw damaged(file, `ends at byte ${bytes.length}, within its header`);
  const wrong = magic.findIndex((byte, index) => bytes[index] !== byte);
  if (wrong >= 0) {
    throw new SecateurError(
      'FORMAT_INVALID',
      `${file}: not a .npy array: byte ${wrong} is ${bytes[wrong]} instead of ${magic[wrong]}. Write it with numpy.save.`,
    );
  }
  const version = bytes[6]!;
  if (version < 1 || version > 3) {
    throw new SecateurError('UNSUPPORTED', `${file}: byte 6 gives version ${version}; 1 to 3 are read here.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lengthBytes = version === 1 ? 2 : 4;
  if (bytes.length < 8 + lengthBytes) throw damaged(file, `ends at byte ${bytes.length}, within its header`);
  const headerLength = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const dataAt = 8 + lengthBytes + headerLength;
  if (headerLength > longestHeader || dataAt > bytes.length) {
    throw damaged(file, `promises a header of ${headerLength} bytes (byte 8) in ${bytes.length} bytes`);
  }
  const header = new TextDecoder('latin1').decode(bytes.subarray(8 + lengthBytes, dataAt));
  const { type, isLittleEndian, isFortran, shape } = parseHeader(header, file);
  const texts = textsOf(type);
  const { bytes: size, read } = texts ?? readers[type]!;
  const length = sizeOf(shape);
  const promised = dataAt + length * size;
  if (promised !== bytes.length) {
    throw damaged(file, `has ${bytes.length} bytes where its shape (${shape.join(', ')}) of ${type} needs ${promised}`);
  }
  const position = isFortran && shape.length > 1 ? fortranPosition(shape) : (index: number) => index;
  const at = (index: number) => read(view, dataAt + position(index) * size, isLittleEndian);
  if (!texts) return { shape, type, length, at };
  const textAt = (index: number) => texts.readText(view, dataAt + position(index) * size, isLittleEndian);
  return { shape, type, length, at, textAt };
}

function parseHeader(header: string, file: string) {
  // A Python dictionary of three known keys; looked at with patterns because evaluating it would run code.
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const dimensions = /'shape'\s*:\s*\(([\d,\sL]*)\)/.exec(header)?.[1];
  if (descr === undefined && /'descr'\s*:\s*\[/.test(header)) {
    throw unsupported(file, 'a structured array', 'Save its columns as one array of numbers');
  }
  if (descr === undefined || order === undefined || dimensions === undefined) {
    throw damaged(file, 'has a header without descr, fortran_order and shape');
  }
  const type = descr.slice(1);
  if (type.startsWith('O') || descr === 'O') {
    throw unsupported(file, 'Python objects (a pickle, which is never opened here)', 'Save it with a numeric dtype');
  }
  if (!/^[<>|=]/.test(descr) || !(Object.hasOwn(readers, type) || textsOf(type))) {
    throw unsupported(file, `elements of type ${descr}`, 'Save it as float32, for example');
  }
  return {
    type,
    // `=` and `|` are the writer's own order; machines of the other kind are gone.
    isLittleEndian: descr[0] !== '>',
    isFortran: order === 'True',
    shape: dimensions.split(',').flatMap((text) => (text.trim() === '' ? [] : [Number.parseInt(text, 10)])),
  };
}

/** From a position in C order to one in Fortran order (first dimension fastest). */
function fortranPosition(shape: readonly number[]): (index: number) => number {
  return (index) => {
    let rest = index;
    let position = 0;
    for (let axis = shape.length - 1, stride = sizeOf(shape); axis >= 0; axis--) {
      const size = shape[axis]!;
      stride /= size;
      position += (rest % size) * stride;
      rest = Math.floor(rest / size);
    }
    return position;
  };
}

function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function unsupported(file: string, what: string, remedy: string): SecateurError {
  return new SecateurError('UNSUPPORTED', `${file}: holds ${what}. ${remedy}.`);
}

function damaged(file: string, what: string): SecateurError {
  return new SecateurError('FORMAT_INVALID', `${file}: ${what}. The file is truncated or damaged: write it again.`);
}
