import { fromFloat16 } from '../float16.ts';

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
  ['F16', { sizeBytes: 2, read: readEach(2, (view, at) => fromFloat16(view.getUint16(at, true))) }],
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

/** bfloat16 is the upper half of a float32. */
function readBrainFloats(bytes: Uint8Array, count: number): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = Uint32Array.from({ length: count }, (_, index) => view.getUint16(index * 2, true) << 16);
  return new Float32Array(words.buffer);
}
