import protobuf from 'protobufjs/minimal.js';
import { SecateurError } from '../../core/index.ts';
import type { Field } from './schema.ts';

/**
 * A message being written: small fields in `writer`, large byte arrays kept aside as views, so that weights are
 * copied once, into the finished file, however deep the message they are in.
 */
export interface WireWriter {
  readonly writer: protobuf.Writer;
  readonly pieces: Uint8Array[];
  /** Of `pieces`, without what is still in `writer`. */
  pieceBytes: number;
}

const largeBytes = 512;
/** Protocol buffers count bytes in signed 32-bit integers. */
const maximumBytes = 2 ** 31 - 1;

export function createWireWriter(): WireWriter {
  return { writer: protobuf.Writer.create(), pieces: [], pieceBytes: 0 };
}

/** The bytes in stretches, large ones being views of what was written: nothing is copied. */
export function finishWire(wire: WireWriter): readonly Uint8Array[] {
  flush(wire);
  if (wire.pieceBytes > maximumBytes) throw tooLarge(wire.pieceBytes);
  return wire.pieces;
}

export function writeInteger(wire: WireWriter, field: Field, value: number | bigint): void {
  tag(wire, field.id, 0);
  writeVarint(wire.writer, value);
}

export function writeFloat(wire: WireWriter, field: Field, value: number): void {
  tag(wire, field.id, 5);
  wire.writer.float(value);
}

/** One by one, as ONNX declares them, or in a run where that is shorter: every reader of protocol buffers takes both. */
export function writeIntegers(wire: WireWriter, field: Field, values: readonly (number | bigint)[]): void {
  if (values.length > 2) writePackedIntegers(wire, field, values);
  else for (const value of values) writeInteger(wire, field, value);
}

export function writePackedIntegers(wire: WireWriter, field: Field, values: Iterable<number | bigint>): void {
  tag(wire, field.id, 2);
  wire.writer.fork();
  for (const value of values) writeVarint(wire.writer, value);
  wire.writer.ldelim();
}

export function writeFloats(wire: WireWriter, field: Field, values: readonly number[]): void {
  for (const value of values) writeFloat(wire, field, value);
}

/** @throws ARGUMENT_INVALID for text that UTF-8 cannot hold (half of a surrogate pair). */
export function writeText(wire: WireWriter, field: Field, text: string): void {
  if (/\p{Surrogate}/u.test(text)) {
    throw new SecateurError('ARGUMENT_INVALID', `The text ${JSON.stringify(text)} is not valid Unicode: correct it.`);
  }
  tag(wire, field.id, 2);
  wire.writer.string(text);
}

export function writeTexts(wire: WireWriter, field: Field, texts: readonly string[]): void {
  for (const text of texts) writeText(wire, field, text);
}

export function writeBytes(wire: WireWriter, field: Field, bytes: Uint8Array): void {
  tag(wire, field.id, 2);
  if (bytes.length < largeBytes) {
    wire.writer.bytes(bytes);
    return;
  }
  if (bytes.length > maximumBytes) throw tooLarge(bytes.length);
  wire.writer.uint32(bytes.length);
  flush(wire);
  wire.pieces.push(bytes);
  wire.pieceBytes += bytes.length;
}

/** One message in `field`, its content written by `write`. */
export function writeMessage(wire: WireWriter, field: Field, write: (inner: WireWriter) => void): void {
  const inner = createWireWriter();
  write(inner);
  tag(wire, field.id, 2);
  if (inner.pieces.length === 0) {
    wire.writer.bytes(inner.writer.finish(true));
    return;
  }
  flush(inner);
  if (inner.pieceBytes > maximumBytes) throw tooLarge(inner.pieceBytes);
  wire.writer.uint32(inner.pieceBytes);
  flush(wire);
  for (const piece of inner.pieces) wire.pieces.push(piece);
  wire.pieceBytes += inner.pieceBytes;
}

function tag(wire: WireWriter, id: number, wireType: number): void {
  wire.writer.uint32((id << 3) | wireType);
}

function writeVarint(writer: protobuf.Writer, value: number | bigint): void {
  const whole = typeof value === 'bigint' ? BigInt.asIntN(64, value) === value : Number.isSafeInteger(value);
  if (!whole) {
    throw new SecateurError('ARGUMENT_INVALID', `${value} is not a whole number that fits a 64-bit integer.`);
  }
  writer.int64(typeof value === 'bigint' ? value.toString() : value);
}

function flush(wire: WireWriter): void {
  if (wire.writer.pos === 0) return;
  const piece = wire.writer.finish();
  wire.writer.reset();
  wire.pieces.push(piece);
  wire.pieceBytes += piece.length;
}

function tooLarge(sizeBytes: number): SecateurError {
  return new SecateurError(
    'UNSUPPORTED',
    `An ONNX file of more than ${sizeBytes} bytes cannot be written: the format ends at ${maximumBytes}. Keep its weights in a file of their own (writeModel), or use fewer bits.`,
  );
}
