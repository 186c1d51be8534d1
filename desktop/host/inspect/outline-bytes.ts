import type { FileHandle } from 'node:fs/promises';
import { joined } from '../../../core/index.ts';
import { type BytesAt, delimited, fieldOf, numberField, type WireField, wireFields } from './wire-fields.ts';

/** Tensors below that stay as they are: shapes, axes and the like are looked at. */
const largestKeptBytes = 65_536;

/** What stands where a path would: values that are in the model's own file. No path has such a character. */
export const ownFile = '\0';

/** Field numbers of onnx.proto. */
const fields = { graph: 7, initializer: 5, floatData: 4, rawData: 9, doubleData: 10, external: 13, location: 14 };
const valueFields: readonly number[] = [fields.floatData, fields.rawData, fields.doubleData];

/**
 * An ONNX file without the values of its large initializers, which it names as kept in `ownFile` instead: what has to be
 * in memory to draw a graph, however large the file.
 * @returns undefined where the file is not built as it should be: whoever reads it whole can say what is wrong
 */
export async function outlineBytes(file: FileHandle, sizeBytes: number): Promise<Uint8Array | undefined> {
  const bytesAt = windowOn(file);
  try {
    const pieces = await rewritten(bytesAt, 0, sizeBytes, async ({ id, wireType, contentStart, end }) =>
      id === fields.graph && wireType === delimited
        ? fieldOf(fields.graph, await rewritten(bytesAt, contentStart, end, (field) => initializer(bytesAt, field)))
        : undefined,
    );
    return joined(Uint8Array, pieces);
  } catch (error) {
    if (error === unsound) return undefined;
    throw error;
  }
}

const unsound = Symbol('not built as it should be');

/** The fields of a message, some in another form. */
async function rewritten(
  bytesAt: BytesAt,
  start: number,
  end: number,
  rewrite: (field: WireField) => Promise<Uint8Array[] | undefined>,
): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  let copied = start;
  const copyTo = async (to: number) => {
    if (to > copied) pieces.push(await bytesAt(copied, to - copied));
  };
  for await (const field of wireFields(bytesAt, start, end)) {
    if (Number.isNaN(field.end)) throw unsound;
    const other = await rewrite(field);
    if (!other) continue;
    await copyTo(field.start);
    pieces.push(...other);
    copied = field.end;
  }
  await copyTo(end);
  return pieces;
}

async function initializer(bytesAt: BytesAt, field: WireField): Promise<Uint8Array[] | undefined> {
  const { id, wireType, contentStart, end } = field;
  if (id !== fields.initializer || wireType !== delimited || end - contentStart <= largestKeptBytes) return undefined;
  const runs: WireField[] = [];
  for await (const each of wireFields(bytesAt, contentStart, end)) {
    if (Number.isNaN(each.end)) throw unsound;
    if (each.id === fields.external || each.id === fields.location) return undefined;
    if (valueFields.includes(each.id)) runs.push(each);
  }
  const [run] = runs;
  if (runs.length !== 1 || !run || run.wireType !== delimited) return undefined;
  const rest = await rewritten(bytesAt, contentStart, end, async ({ start }) => (start === run.start ? [] : undefined));
  const place = { location: ownFile, offset: run.contentStart, length: run.end - run.contentStart };
  const entries = Object.entries(place).flatMap(([key, value]) =>
    fieldOf(fields.external, [...fieldOf(1, [utf8(key)]), ...fieldOf(2, [utf8(String(value))])]),
  );
  return fieldOf(fields.initializer, [...rest, ...entries, numberField(fields.location, 1)]);
}

const windowBytes = 2 ** 18;

/** Small reads out of one larger read. */
function windowOn(file: FileHandle): BytesAt {
  let start = 0;
  let held = new Uint8Array(0);
  return async (at, length) => {
    if (at < start || at + length > start + held.length) {
      start = at;
      held = await readAt(file, at, Math.max(length, windowBytes));
    }
    if (at + length > start + held.length) throw unsound;
    return held.slice(at - start, at - start + length);
  };
}

/** As many bytes as there are, at most `length`. */
export async function readAt(file: FileHandle, at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, at + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
