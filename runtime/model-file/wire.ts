import { joined, SecateurError } from '../../core/essentials.ts';

/** Of Node and of every browser, whose type libraries this folder does without. */
declare class TextDecoder {
  decode(bytes: Uint8Array | undefined): string;
}

export interface Field {
  readonly number: number;
  /** Of a whole number; beyond 2^53 it is rounded. */
  readonly value: number | undefined;
  /** Only of length-delimited fields. */
  readonly bytes: Uint8Array | undefined;
  /** Tag and content, as they stand in the file. */
  readonly whole: Uint8Array;
}

/**
 * Protocol Buffers' wire format: a tag, then a varint, 8 bytes, a length and that many bytes, or 4 bytes.
 * @throws FORMAT_INVALID naming the byte
 */
export function* fieldsOf(bytes: Uint8Array, name: string): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    for (let value = 0, factor = 1; at < bytes.length && factor < 2 ** 64; factor *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    throw notOnnx(name, `the bytes before ${at} are no Protocol Buffers message`);
  };
  while (at < bytes.length) {
    const start = at;
    const tag = varint();
    const wireType = tag % 8;
    const value = wireType === 0 ? varint() : undefined;
    const length = wireType === 2 ? varint() : wireType === 1 ? 8 : wireType === 5 ? 4 : 0;
    if (tag < 8 || ![0, 1, 2, 5].includes(wireType)) throw notOnnx(name, `byte ${start} starts no field`);
    if (length > bytes.length - at) {
      const left = bytes.length - at;
      throw notOnnx(name, `the field at byte ${start} promises ${length} bytes, but the file ends after ${left}`);
    }
    yield {
      number: Math.floor(tag / 8),
      value,
      bytes: wireType === 2 ? bytes.subarray(at, at + length) : undefined,
      whole: bytes.subarray(start, at + length),
    };
    at += length;
  }
}

/** The whole numbers of a packed field. */
export function packedNumbers(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let [value, factor] = [0, 1];
  for (const byte of bytes) {
    value += (byte & 127) * factor;
    factor *= 128;
    if (byte >= 128) continue;
    numbers.push(value);
    [value, factor] = [0, 1];
  }
  return numbers;
}

/** A length-delimited field with this content. */
export function delimited(number: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return joined(Uint8Array, [[...varintOf(8 * number + 2), ...varintOf(length)], ...parts]);
}

export function varintOf(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

export function textOf(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}

export function notOnnx(name: string, reason: string): SecateurError {
  const remedy = 'Check that it is an .onnx file and was copied whole.';
  return new SecateurError('FORMAT_INVALID', `${name}: not an ONNX model: ${reason}. ${remedy}`);
}
