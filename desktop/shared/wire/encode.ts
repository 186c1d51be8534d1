import { type TypedArray, typedArrayName } from './typed-arrays.ts';

/** Where a segment may begin: every kind of typed array can be laid over it. */
export const alignment = 8;
/** Name of the property that marks what JSON cannot say; an object that has such a property of its own is wrapped. */
export const mark = '$';
export const headerBytes = 4;

/**
 * A message as bytes: the length of a JSON text (four bytes, little endian), the text, then the contents of its typed
 * arrays, each at a multiple of eight bytes, in the order in which the text names them. Non-finite numbers, minus zero,
 * `undefined` in lists and big integers survive; properties that are `undefined` go.
 * @throws TypeError for what has no place in a message: functions, symbols, circles, views without elements
 */
export function encodeMessage(message: unknown): Uint8Array<ArrayBuffer> {
  const segments: TypedArray[] = [];
  const json = new TextEncoder().encode(JSON.stringify(marked(message, segments)));
  const bodyAt = aligned(headerBytes + json.length);
  const sizeBytes = segments.reduce((total, { byteLength }) => aligned(total) + byteLength, bodyAt);
  const bytes = new Uint8Array(sizeBytes);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, headerBytes);
  let at = bodyAt;
  for (const segment of segments) {
    at = aligned(at);
    bytes.set(new Uint8Array(segment.buffer, segment.byteOffset, segment.byteLength), at);
    at += segment.byteLength;
  }
  return bytes;
}

export function aligned(offset: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

function marked(value: unknown, segments: TypedArray[]): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (Object.is(value, -0)) return { [mark]: 'number', value: '-0' };
      return Number.isFinite(value) ? value : { [mark]: 'number', value: String(value) };
    case 'undefined':
      return { [mark]: 'undefined' };
    case 'bigint':
      return { [mark]: 'bigint', value: String(value) };
    case 'object':
      return value === null ? null : markedObject(value, segments);
    default:
      throw new TypeError(`A ${typeof value} has no place in a message.`);
  }
}

function markedObject(value: object, segments: TypedArray[]): unknown {
  if (Array.isArray(value)) return value.map((item) => marked(item, segments));
  const array = typedArrayName(value);
  if (array) {
    const typed = value as TypedArray;
    segments.push(typed);
    return { [mark]: array, length: typed.length };
  }
  if (ArrayBuffer.isView(value) || Object.prototype.toString.call(value) !== '[object Object]') {
    throw new TypeError('Only plain objects, lists and typed arrays have a place in a message.');
  }
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([name, item]) => [name, marked(item, segments)] as const);
  const plain = Object.fromEntries(entries);
  return Object.hasOwn(plain, mark) ? { [mark]: 'object', value: plain } : plain;
}
