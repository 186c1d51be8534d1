import type { RandomStream } from '../../../core/index.ts';
import { mutate } from '../../support/mutate.ts';

interface Field {
  readonly number: number;
  readonly wireType: number;
  /** Of length-delimited fields the content, of others the encoded value. */
  readonly content: Uint8Array;
}

/**
 * A protocol buffer with one change somewhere in its tree: a field dropped, doubled, renumbered, moved or replaced by
 * another, an integer or a leaf changed. All lengths around it are set right again.
 */
export function reshapeProtobuf(bytes: Uint8Array, random: RandomStream): Uint8Array {
  const below = (end: number) => Math.floor(random.uniform() * end);
  const change = (message: Uint8Array, depth: number): Uint8Array => {
    const fields = fieldsOf(message);
    if (!fields || fields.length === 0) return mutate(message, random);
    const at = below(fields.length);
    const field = fields[at]!;
    const isMessage = field.wireType === 2 && field.content.length > 0 && fieldsOf(field.content) !== undefined;
    if (isMessage && depth < 12 && below(5) > 0) {
      return joined(fields.with(at, { ...field, content: change(field.content, depth + 1) }));
    }
    switch (below(7)) {
      case 0:
        return joined(fields.toSpliced(at, 1));
      case 1:
        return joined(fields.toSpliced(at, 0, field));
      case 2:
        return joined(fields.with(at, { ...field, number: 1 + below(26) }));
      case 3:
        return joined(fields.toSpliced(at, 1).toSpliced(below(fields.length), 0, field));
      case 4:
        return joined(fields.with(at, { ...fields[below(fields.length)]!, number: field.number }));
      default: {
        const content = field.wireType === 2 ? mutate(field.content, random) : edgeOf(field.wireType, below);
        return joined(fields.with(at, { ...field, content }));
      }
    }
  };
  return change(bytes, 0);
}

const edges = [0n, 1n, 2n, 127n, 128n, 2n ** 31n, 2n ** 32n - 1n, 10n ** 9n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n];

function edgeOf(wireType: number, below: (end: number) => number): Uint8Array {
  if (wireType === 0) return varint(edges[below(edges.length)]!);
  return Uint8Array.from({ length: wireType === 1 ? 8 : 4 }, () => [0, 127, 128, 255][below(4)]!);
}

/** Undefined where the bytes are no message. */
function fieldsOf(bytes: Uint8Array): Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let factor = 1; at < bytes.length; factor *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    return Number.NaN;
  };
  while (at < bytes.length) {
    const tag = readVarint();
    const wireType = tag % 8;
    const from = at;
    if (wireType === 0) readVarint();
    const length = wireType === 2 ? readVarint() : wireType === 1 ? 8 : wireType === 5 ? 4 : 0;
    const start = wireType === 2 ? at : from;
    const end = wireType === 0 ? at : start + length;
    if (!(tag >= 8 && [0, 1, 2, 5].includes(wireType) && end <= bytes.length)) return undefined;
    fields.push({ number: Math.floor(tag / 8), wireType, content: bytes.subarray(start, end) });
    at = end;
  }
  return fields;
}

function joined(fields: readonly Field[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(
      fields.flatMap(({ number, wireType, content }) => [
        varint(BigInt(number * 8 + wireType)),
        ...(wireType === 2 ? [varint(BigInt(content.length))] : []),
        content,
      ]),
    ),
  );
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Uint8Array.from([...bytes, Number(rest)]);
}
