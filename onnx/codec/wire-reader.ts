import protobuf from 'protobufjs/minimal.js';
import { messageOf, SecateurError } from '../../core/index.ts';
import type { ReadExternal } from './external-reference.ts';
import type { MessageSchema, Wire } from './schema.ts';

/** A place in a file of the wire format, and what is needed to report a fault there. */
export interface WireReader {
  readonly source: string;
  /** `pos` is the place in the file, `len` the end of the message being read. */
  readonly reader: protobuf.Reader;
  /** Messages still allowed: bounds the objects made from a file of very many very small messages. */
  messagesLeft: number;
  /** Gets values that are kept in other files; absent where none may be read. */
  readonly readExternal?: ReadExternal;
}

/** What to do with each field; a field without a visitor is skipped. Visitors read exactly their field's value. */
export type Visitors<Name extends string> = { readonly [field in Name]?: (packed: boolean) => void };

const maximumMessages = 2_000_000;
const defaultRemedy = 'The file is damaged: export or download it again.';

export function openWire(bytes: Uint8Array, source: string, readExternal?: ReadExternal): WireReader {
  // A plain Uint8Array, because slices of Node's Buffer would be Buffers too.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    source,
    reader: new protobuf.Reader(plain),
    messagesLeft: maximumMessages,
    ...(readExternal && { readExternal }),
  };
}

/** Runs `read`, turning protobufjs's own complaints, and only those, into FORMAT_INVALID with the place. */
export function withTypedErrors<T>(wire: WireReader, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isWireFault(error)) throw error;
    const message = messageOf(error);
    const fault = message.startsWith('index out of range') ? 'the data ends too early' : message;
    throw invalid(wire, fault, defaultRemedy, error);
  }
}

/** protobufjs throws plain errors; anything else that is thrown is a defect of ours and must stay visible. */
function isWireFault(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof SecateurError) return false;
  return /^(index out of range|invalid |illegal |max depth)/.test(error.message);
}

export function invalid(wire: WireReader, what: string, remedy = defaultRemedy, cause?: unknown): SecateurError {
  const message = `${wire.source}: ${what} at byte ${wire.reader.pos}. ${remedy}`;
  return new SecateurError('FORMAT_INVALID', message, cause === undefined ? {} : { cause });
}

/** Reads fields up to the end of the current message. */
export function readFields<Name extends string>(
  wire: WireReader,
  schema: MessageSchema<Name>,
  visitors: Visitors<Name>,
): void {
  const { reader } = wire;
  const seen = new Set<Name>();
  while (reader.pos < reader.len) {
    const tag = reader.tag();
    const wireType = tag & 7;
    const name = schema.nameOfId.get(tag >>> 3);
    const visit = name === undefined ? undefined : visitors[name];
    if (name === undefined || visit === undefined) {
      reader.skipType(wireType, 0, tag >>> 3);
      continue;
    }
    const { wire: kind } = schema.fields[name];
    const packed = wireType === 2 && elementWireType(kind) !== 2;
    if (packed ? !isRepeatedNumber(kind) : wireType !== elementWireType(kind)) {
      throw invalid(wire, `field '${name}' of ${schema.message} has wire type ${wireType}`);
    }
    if (kind === 'message' && seen.has(name)) throw invalid(wire, `${schema.message} has two of field '${name}'`);
    seen.add(name);
    visit(packed);
  }
}

/** Reads a length-delimited message with `read`, which cannot leave it. */
export function readMessage<T>(wire: WireReader, read: (wire: WireReader) => T): T {
  const { reader } = wire;
  if (--wire.messagesLeft < 0) {
    throw new SecateurError(
      'UNSUPPORTED',
      `${wire.source}: has more than ${maximumMessages} nodes, attributes, values and tensors. Simplify the model first.`,
    );
  }
  const outerEnd = reader.len;
  const end = readEnd(wire);
  reader.len = end;
  const result = read(wire);
  reader.len = outerEnd;
  return result;
}

/** Calls `readOne` for one number, or for each of a packed run. */
export function readNumbers(wire: WireReader, packed: boolean, readOne: () => void): void {
  const { reader } = wire;
  if (!packed) {
    readOne();
    return;
  }
  const outerEnd = reader.len;
  reader.len = readEnd(wire);
  while (reader.pos < reader.len) readOne();
  reader.len = outerEnd;
}

/** UTF-8 text. @throws FORMAT_INVALID for other bytes. */
export function readText(wire: WireReader): string {
  try {
    return wire.reader.stringVerify();
  } catch (error) {
    if (isWireFault(error)) throw error;
    throw invalid(wire, 'text that is not UTF-8', 'Names and text must be UTF-8: export the model again.', error);
  }
}

/** A 64-bit signed integer; a bigint where a number would lose digits. */
export function readInteger(wire: WireReader): number | bigint {
  const long: protobuf.Long | number = wire.reader.int64();
  if (typeof long === 'number') return long;
  const value = long.high * 2 ** 32 + (long.low >>> 0);
  return Number.isSafeInteger(value) ? value : (BigInt(long.high) << 32n) | BigInt(long.low >>> 0);
}

/** A count, version or dimension. @throws FORMAT_INVALID when negative or above 2^53 - 1. */
export function readSize(wire: WireReader, what: string): number {
  const value = readInteger(wire);
  if (typeof value === 'bigint' || value < 0) {
    throw invalid(wire, `${what} is ${value}`, 'It must be a whole number from 0 to 2^53 - 1.');
  }
  return value;
}

function readEnd(wire: WireReader): number {
  const { reader } = wire;
  const length = reader.size();
  if (length > reader.len - reader.pos) {
    throw invalid(wire, `a part claims ${length} bytes where ${reader.len - reader.pos} are left`);
  }
  return reader.pos + length;
}

function isRepeatedNumber(kind: Wire): boolean {
  return kind === 'varints' || kind === 'fixed32s' || kind === 'fixed64s';
}

function elementWireType(kind: Wire): number {
  switch (kind) {
    case 'varint':
    case 'varints':
      return 0;
    case 'fixed64s':
      return 1;
    case 'bytes':
    case 'bytesList':
    case 'message':
    case 'messages':
      return 2;
    case 'fixed32':
    case 'fixed32s':
      return 5;
    default:
      return kind satisfies never;
  }
}
