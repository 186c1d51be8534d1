/** Smaller ones are not worth pages of their own. */
const smallestBytes = 65_536;

/**
 * Zeros in memory pages of their own, which a resizable buffer has where there are such. `freeBuffers` gives them back to
 * the system for good; what the allocator of ordinary buffers is given back it may keep, as much again as is in use.
 */
export function pagedFloats(length: number): Float32Array<ArrayBuffer> {
  const bytes = length * Float32Array.BYTES_PER_ELEMENT;
  if (bytes < smallestBytes) return new Float32Array(length);
  return new Float32Array(new ArrayBuffer(bytes, { maxByteLength: bytes }), 0, length);
}
