/** A byte that is no text, then NUMPY. */
const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Numbers as `numpy.save` writes them: format 1.0, little-endian, row-major. */
export function encodeNpy(shape: readonly number[], values: Float32Array | Float64Array): Uint8Array {
  const type = values instanceof Float64Array ? 'f8' : 'f4';
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '<${type}', 'fortran_order': False, 'shape': (${sizes}), }`;
  // Magic string, version and header length take 10 bytes; values begin at a multiple of 64.
  const header = `${dictionary.padEnd(Math.ceil((dictionary.length + 11) / 64) * 64 - 11)}\n`;
  const bytes = new Uint8Array(10 + header.length + values.byteLength);
  bytes.set([...magic, 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(Buffer.from(header), 10);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 10 + header.length);
  return bytes;
}
