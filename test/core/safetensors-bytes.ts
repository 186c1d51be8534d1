/** The header's entries of one float, and of another after it. */
export const one = '{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
export const two = '{"dtype":"F32","shape":[1],"data_offsets":[4,8]}';

export function file(header: string, data: Uint8Array): Uint8Array {
  const text = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return new Uint8Array(Buffer.concat([length, text, data]));
}
