/** How a stored element type becomes float32: its size, and the reading of `count` little-endian elements. */
export interface StoredType {
  readonly sizeBytes: number;
  readonly read: (bytes: Uint8Array, count: number) => Float32Array;
}

/** The floating-point element types we read, under the names safetensors gives them. */
export const storedTypes: ReadonlyMap<string, StoredType> = new Map([
  // A copy and no view: files do not align their tensors, and a view would keep the whole file in memory.
  ['F32', { sizeBytes: 4, read: (bytes: Uint8Array) => new Float32Array(new Uint8Array(bytes).buffer) }],
  ['F64', { sizeBytes: 8, read: readEach(8, (view, at) => view.getFloat64(at, true)) }],
  ['F16', { sizeBytes: 2, read: readEach(2, (view, at) => halfToNumber(view.getUint16(at, true))) }],
  ['BF16', { sizeBytes: 2, read: readBrainFloats }],
]);

function readEach(sizeBytes: number, element: (view: DataView, at: number) => number): StoredType['read'] {
  return (bytes, count) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const out = new Float32Array(count);
    for (let index = 0; index < count; index++) out[index] = element(view, index * sizeBytes);
    return out;
  };
}

/** IEEE 754 binary16: 1 sign bit, 5 of exponent, 10 of fraction. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16 is the upper half of a float32. */
function readBrainFloats(bytes: Uint8Array, count: number): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = Uint32Array.from({ length: count }, (_, index) => view.getUint16(index * 2, true) << 16);
  return new Float32Array(words.buffer);
}
