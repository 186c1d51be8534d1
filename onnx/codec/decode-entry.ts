import { entrySchema } from './schema.ts';
import { readFields, readText, type WireReader } from './wire-reader.ts';

/** Reads a StringStringEntryProto up to the end of the current message. */
export function readEntry(wire: WireReader): [key: string, value: string] {
  let key = '';
  let value = '';
  readFields(wire, entrySchema, {
    key: () => {
      key = readText(wire);
    },
    value: () => {
      value = readText(wire);
    },
  });
  return [key, value];
}
