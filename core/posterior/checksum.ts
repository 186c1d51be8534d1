import { encodeUtf8 } from '../safetensors/utf8.ts';
import type { Tensor } from '../tensor.ts';

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/**
 * CRC-32 (that of zip and zlib) of a document and of the tensors in the order of their names, each as `NAME [SHAPE]` and
 * its little-endian values; eight hexadecimal digits. It tells damage by disks and cables, not malice.
 */
export function checksumOf(document: string, tensors: Readonly<Record<string, Tensor>>): string {
  let sum = 0xffffffff;
  const add = (bytes: Uint8Array) => {
    for (const byte of bytes) sum = table[(sum ^ byte) & 0xff]! ^ (sum >>> 8);
  };
  add(encodeUtf8(document));
  for (const name of Object.keys(tensors).sort()) {
    const { shape, data } = tensors[name]!;
    add(encodeUtf8(`${name} [${shape.join(',')}]`));
    add(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return (~sum >>> 0).toString(16).padStart(8, '0');
}
