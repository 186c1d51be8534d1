import { quoted } from '../../core/index.ts';
import { byteCount } from '../element-type.ts';
import type { OnnxTensor } from '../model.ts';
import { readEntry } from './decode-entry.ts';
import type { ExternalReference } from './external-reference.ts';
import { invalid, type WireReader } from './wire-reader.ts';

/** The entries of a tensor's `external_data` as they are found. */
export type ExternalEntries = Map<string, string>;

export function readExternalEntry(wire: WireReader, entries: ExternalEntries): void {
  const [key, value] = readEntry(wire);
  entries.set(key, value);
}

/** What the entries say of a tensor whose type and shape are known. @throws FORMAT_INVALID where they contradict it */
export function referenceOf(wire: WireReader, tensor: OnnxTensor, entries: ExternalEntries): ExternalReference {
  const number = (key: string, otherwise: number) => {
    const text = entries.get(key);
    if (text === undefined) return otherwise;
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
    throw invalid(wire, `tensor ${quoted(tensor.name)} has the ${key} ${quoted(text)} in another file`);
  };
  const needed = byteCount(tensor.elementType, tensor.shape);
  const length = number('length', needed);
  if (length !== needed) {
    throw invalid(wire, `tensor ${quoted(tensor.name)} needs ${needed} bytes of another file but claims ${length}`);
  }
  return { tensor: tensor.name, location: entries.get('location') ?? '', offset: number('offset', 0), length };
}
