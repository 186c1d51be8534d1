import { SecateurError } from '../errors.ts';
import { joined } from '../joined.ts';
import { quoted } from '../quoted.ts';
import { sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { storedTypes } from './element-widening.ts';
import { type HeaderEntry, metadataKey, parseHeader, remedy } from './safetensors-header.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

/** What a safetensors file holds: tensors and texts, each by name. */
export interface SafetensorsContent {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const lengthBytes = 8;
const alignmentBytes = 8;
/** The format's own limit (github.com/huggingface/safetensors, README). */
const largestHeaderBytes = 100_000_000;

/**
 * A safetensors file: the header's length (8 bytes), the header as JSON, the values as little-endian float32. Names are
 * sorted, so that the same content gives the same bytes; the header is padded so that values start at a multiple of 8.
 * @throws ARGUMENT_INVALID for a tensor of a reserved name, SHAPE_MISMATCH for one whose values do not fill its shape
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  return joined(Uint8Array, safetensorsPieces(tensors, metadata));
}

/** The same file as its header and the tensors' own bytes, not copied: to be written one after the other. */
export function safetensorsPieces(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  // Written as text, member by member: an object would put names that look like numbers first.
  const member = (key: string, value: unknown) => `${JSON.stringify(key)}:${JSON.stringify(value)}`;
  const texts = Object.keys(metadata).sort();
  const members =
    texts.length > 0 ? [`"${metadataKey}":{${texts.map((key) => member(key, metadata[key])).join(',')}}`] : [];
  const names = Object.keys(tensors).sort();
  let dataBytes = 0;
  for (const name of names) {
    const { shape, data } = tensors[name]!;
    checkWritable(name, tensors[name]!);
    members.push(member(name, { dtype: 'F32', shape, data_offsets: [dataBytes, dataBytes + data.byteLength] }));
    dataBytes += data.byteLength;
  }
  const header = encodeUtf8(`{${members.join(',')}}`);
  const headerBytes = Math.ceil(header.length / alignmentBytes) * alignmentBytes;
  const start = new Uint8Array(lengthBytes + headerBytes).fill(0x20);
  new DataView(start.buffer).setBigUint64(0, BigInt(headerBytes), true);
  start.set(header, lengthBytes);
  const values = names.map((name) => tensors[name]!.data);
  return [start, ...values.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength))];
}

/**
 * Reads a safetensors file. F32, F64, F16 and BF16 become float32; the tensors are copies, so that `bytes` can be
 * let go. Needs memory for a small multiple of `bytes`, whatever they claim.
 * @param source the file's name, for messages
 * @throws FORMAT_INVALID when the bytes are not exactly what the format allows; UNSUPPORTED for other element types
 */
export function decodeSafetensors(bytes: Uint8Array, source: string): SafetensorsContent {
  const headerBytes = headerLength(bytes, source);
  const text = decodeUtf8(bytes.subarray(lengthBytes, lengthBytes + headerBytes));
  if (text === undefined) throw invalid(source, 'the header is not UTF-8 text');
  const { entries, metadata } = parseHeader(text, source);
  const data = bytes.subarray(lengthBytes + headerBytes);
  checkLayout(entries, data.length, source);
  const tensors = [...entries].map(([name, entry]) => [name, readTensor(name, entry, data, source)] as const);
  return { tensors: Object.fromEntries(tensors), metadata: Object.fromEntries(metadata) };
}

function headerLength(bytes: Uint8Array, source: string): number {
  if (bytes.length < lengthBytes) throw invalid(source, `${bytes.length} bytes are too few for a safetensors file`);
  const claimed = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const available = bytes.length - lengthBytes;
  if (claimed > available || claimed > largestHeaderBytes) {
    const limit = claimed > available ? `only ${available} follow` : `the format allows ${largestHeaderBytes}`;
    throw invalid(source, `the first 8 bytes promise a header of ${claimed} bytes but ${limit}`);
  }
  return Number(claimed);
}

/** The tensors must cover the data exactly: side by side, in any order. */
function checkLayout(entries: ReadonlyMap<string, HeaderEntry>, dataBytes: number, source: string): void {
  const inOrder = [...entries].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const [name, { begin, end }] of inOrder) {
    const range = `tensor ${quoted(name)} lies at bytes ${begin} to ${end} of the data`;
    if (end < begin) throw invalid(source, `${range}, which ends before it begins`);
    if (end > dataBytes) throw invalid(source, `${range}, of which there are only ${dataBytes}`);
    if (begin < covered) throw invalid(source, `${range} and overlaps the tensor before it, which ends at ${covered}`);
    if (begin > covered) throw invalid(source, `${range}, but the bytes from ${covered} belong to no tensor`);
    covered = end;
  }
  if (covered < dataBytes) throw invalid(source, `${dataBytes - covered} bytes follow the last tensor`);
}

function readTensor(name: string, entry: HeaderEntry, data: Uint8Array, source: string): Tensor {
  const { dtype, shape, begin, end } = entry;
  const type = storedTypes.get(dtype);
  if (!type) {
    throw new SecateurError(
      'UNSUPPORTED',
      `${source}: tensor ${quoted(name)} holds elements of type ${quoted(dtype)}. Convert it to one of ${[...storedTypes.keys()].join(', ')}.`,
    );
  }
  const count = sizeOf(shape);
  if (count * type.sizeBytes !== end - begin) {
    const due = `shape [${shape.slice(0, 16).join(', ')}] of ${dtype} takes ${count * type.sizeBytes} bytes`;
    throw invalid(source, `tensor ${quoted(name)}: ${due} but it has ${end - begin}`);
  }
  return { shape, data: type.read(data.subarray(begin, end), count) };
}

function checkWritable(name: string, { shape, data }: Tensor): void {
  if (name === metadataKey) {
    throw new SecateurError('ARGUMENT_INVALID', `A tensor cannot be called ${metadataKey}: choose another name.`);
  }
  if (sizeOf(shape) !== data.length) {
    throw new SecateurError(
      'SHAPE_MISMATCH',
      `Tensor ${quoted(name)} of shape [${shape.join(', ')}] has ${data.length} values, not ${sizeOf(shape)}.`,
    );
  }
}

function invalid(source: string, why: string): SecateurError {
  return new SecateurError('FORMAT_INVALID', `${source}: ${why}. ${remedy}`);
}
