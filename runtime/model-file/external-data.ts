import { SecateurError } from '../../core/essentials.ts';
import { fieldsOf, notOnnx, textOf } from './wire.ts';

/**
 * The files that tensors of a model are kept in, beside the model's own, and how many bytes each must have at least. Costs
 * a step for each field: weights within the file are skipped unread.
 * @throws FORMAT_INVALID when this is not an ONNX model
 */
export function externalFiles(bytes: Uint8Array, name: string): ReadonlyMap<string, number> {
  const files = new Map<string, number>();
  const visit = (message: Uint8Array, kind: MessageKind, depth: number) => {
    if (depth > deepest) throw notOnnx(name, `its messages are more than ${deepest} deep`);
    if (kind === 'tensor') {
      const place = placeOf(message, name);
      if (place) files.set(place.location, Math.max(files.get(place.location) ?? 0, place.endByte));
      return;
    }
    const inner = messages[kind];
    for (const { number, bytes: content } of fieldsOf(message, name)) {
      if (content && inner[number]) visit(content, inner[number], depth + 1);
    }
  };
  visit(bytes, 'model', 0);
  return files;
}

/** @throws UNSUPPORTED for a model in several files of which there is only this one. */
export function refuseExternal(bytes: Uint8Array, name: string): void {
  const [location] = externalFiles(bytes, name).keys();
  if (location === undefined) return;
  const what = `keeps weights in another file, '${location.slice(0, 100)}', which cannot be found from here`;
  const remedy = 'Load it in Node by its path, or save it as one file.';
  throw new SecateurError('UNSUPPORTED', `${name}: ${what}. ${remedy}`);
}

/** A tensor's `external_data`, where its `data_location` says that it counts. */
function placeOf(
  tensor: Uint8Array,
  name: string,
): { readonly location: string; readonly endByte: number } | undefined {
  const entries = new Map<string, string>();
  let isExternal = false;
  for (const { number, value, bytes } of fieldsOf(tensor, name)) {
    if (number === tensorFields.dataLocation) isExternal = value === 1;
    if (number !== tensorFields.externalData || !bytes) continue;
    const entry = new Map<number, string>();
    for (const part of fieldsOf(bytes, name)) entry.set(part.number, textOf(part.bytes));
    entries.set(entry.get(1) ?? '', entry.get(2) ?? '');
  }
  if (!isExternal) return undefined;
  const [offset, length] = ['offset', 'length'].map((key) => Number(entries.get(key) ?? 0));
  return { location: entries.get('location') ?? '', endByte: offset! + length! };
}

type MessageKind = 'model' | 'graph' | 'node' | 'attribute' | 'sparse' | 'function' | 'tensor';

/** As deep as Protocol Buffers' own readers go. */
const deepest = 100;

// Field numbers of onnx.proto3 (github.com/onnx/onnx) that lead to tensors.
const messages: Readonly<Record<Exclude<MessageKind, 'tensor'>, Readonly<Record<number, MessageKind>>>> = {
  model: { 7: 'graph', 25: 'function' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  function: { 7: 'node', 11: 'attribute' },
};
const tensorFields = { externalData: 13, dataLocation: 14 };
