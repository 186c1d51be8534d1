/** One field of a protobuf message in a file: where it starts with its tag, where its content lies. */
export interface WireField {
  readonly id: number;
  readonly wireType: number;
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
}

export type BytesAt = (at: number, length: number) => Promise<Uint8Array>;

/** A tag and a length: two numbers of at most ten bytes. */
const tagBytes = 20;
export const delimited = 2;

/**
 * The fields of the message in bytes `start` to `end`, one after the other, stepping over what they hold.
 * Ends early, with a field whose `end` is NaN, where the bytes are no fields.
 */
export async function* wireFields(bytesAt: BytesAt, start: number, end: number): AsyncGenerator<WireField> {
  for (let at = start; at < end; ) {
    const head = await bytesAt(at, Math.min(tagBytes, end - at));
    const tag = varint(head, 0);
    const wireType = tag ? tag.value % 8 : -1;
    const [contentStart, contentEnd] = tag ? contentOf(wireType, head, tag.end) : [0, Number.NaN];
    const isSound = tag !== undefined && at + contentEnd <= end;
    yield {
      id: tag ? Math.floor(tag.value / 8) : 0,
      wireType,
      start: at,
      contentStart: at + contentStart,
      end: isSound ? at + contentEnd : Number.NaN,
    };
    if (!isSound) return;
    at += contentEnd;
  }
}

function contentOf(wireType: number, head: Uint8Array, at: number): readonly [start: number, end: number] {
  if (wireType === 1) return [at, at + 8];
  if (wireType === 5) return [at, at + 4];
  const number = varint(head, at);
  if (!number) return [at, Number.NaN];
  if (wireType === 0) return [at, number.end];
  return wireType === delimited ? [number.end, number.end + number.value] : [at, Number.NaN];
}

function varint(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let at = start; at < Math.min(bytes.length, start + 10); at++) {
    const byte = bytes[at]!;
    value += (byte & 127) * 2 ** (7 * (at - start));
    if (byte < 128) return { value, end: at + 1 };
  }
  return undefined;
}

/** A field of bytes with its tag and length. */
export function fieldOf(id: number, content: readonly Uint8Array[]): Uint8Array[] {
  const length = content.reduce((sum, { length }) => sum + length, 0);
  return [Uint8Array.from([...varintBytes(8 * id + delimited), ...varintBytes(length)]), ...content];
}

export function numberField(id: number, value: number): Uint8Array {
  return Uint8Array.from([...varintBytes(8 * id), ...varintBytes(value)]);
}

function varintBytes(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varintBytes(Math.floor(value / 128))];
}
