/** Protocol buffers by hand, for bytes that no encoder of ours would write. */

export function text(characters: string): Uint8Array {
  return new Uint8Array(Buffer.from(characters, 'utf8'));
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

export function varintField(id: number, value: number): Uint8Array {
  return Uint8Array.of(...varint(id * 8), ...varint(value));
}

export function bytesField(id: number, content: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(...varint(id * 8 + 2), ...varint(content.length)), content);
}

export function message(id: number, ...fields: readonly Uint8Array[]): Uint8Array {
  return bytesField(id, concat(...fields));
}

/** A model file with one initializer made of these fields of TensorProto. */
export function modelWithTensor(...fields: readonly Uint8Array[]): Uint8Array {
  return concat(varintField(1, 8), message(7, message(5, ...fields)), message(8, varintField(2, 17)));
}

export function packedVarints(id: number, values: readonly number[]): Uint8Array {
  return bytesField(id, Uint8Array.from(values.flatMap(varint)));
}
