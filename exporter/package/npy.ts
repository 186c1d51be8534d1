/** A byte that is no text, then NUMPY. */
const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** Numbers, or texts. */
export type NpyValues = NumberArray | readonly string[];

/** Types that other arrays stand in for: half precision in the bits of whole numbers, truth in bytes. */
export type NpyType = 'float16' | 'bool';

/** Values as `numpy.save` writes them: format 1.0, little-endian, row-major. */
export function encodeNpy(shape: readonly number[], values: NpyValues, type?: NpyType): Uint8Array {
  const { descr, data } = isTexts(values) ? textsOf(values) : { descr: descrOf(values, type), data: values };
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  // Magic string, version and header length take 10 bytes; values begin at a multiple of 64.
  const header = `${dictionary.padEnd(Math.ceil((dictionary.length + 11) / 64) * 64 - 11)}\n`;
  const bytes = new Uint8Array(10 + header.length + data.byteLength);
  bytes.set([...magic, 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(Buffer.from(header), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + header.length);
  return bytes;
}

function isTexts(values: NpyValues): values is readonly string[] {
  return Array.isArray(values);
}

/** `<f4`, `<i8`, `|u1`, ... */
function descrOf(values: NumberArray, type: NpyType | undefined): string {
  if (type === 'bool') return '|b1';
  const { BYTES_PER_ELEMENT: bytes } = values;
  const name = values.constructor.name;
  const kind = type === 'float16' || name.startsWith('Float') ? 'f' : /^(?:Big)?Uint/.test(name) ? 'u' : 'i';
  return `${bytes === 1 ? '|' : '<'}${kind}${bytes}`;
}

/** All as long as the longest, in code points of four bytes. */
function textsOf(texts: readonly string[]): { readonly descr: string; readonly data: Uint32Array } {
  const codes = texts.map((text) => Array.from(text, (character) => character.codePointAt(0)!));
  const length = Math.max(1, ...codes.map((each) => each.length));
  const data = new Uint32Array(texts.length * length);
  for (const [at, each] of codes.entries()) data.set(each, at * length);
  return { descr: `<U${length}`, data };
}
