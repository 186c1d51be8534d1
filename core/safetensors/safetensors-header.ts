import { SecateurError } from '../errors.ts';
import { quoted } from '../quoted.ts';

/** One tensor as a safetensors header describes it. */
export interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** First byte of the values and the first after them, counted from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly entries: ReadonlyMap<string, HeaderEntry>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** The key that holds text and no tensor. */
export const metadataKey = '__metadata__';

/**
 * Reads the JSON of a safetensors header, and nothing else: a reader of just this grammar keeps no more than the
 * tensors it finds, however a hostile header nests or repeats itself, and sees the duplicate keys that JSON.parse hides.
 * @throws FORMAT_INVALID naming `source` and the character of the header
 */
export function parseHeader(text: string, source: string): Header {
  let at = 0;

  const fail = (why: string): SecateurError =>
    new SecateurError(
      'FORMAT_INVALID',
      `${source}: the safetensors header is invalid at character ${at}: ${why}. ${remedy}`,
    );
  const skipSpace = () => {
    while (' \n\r\t'.includes(text.charAt(at)) && at < text.length) at++;
  };
  const takes = (symbol: string): boolean => {
    skipSpace();
    if (text[at] !== symbol) return false;
    at++;
    return true;
  };
  const demand = (symbol: string, where: string) => {
    if (!takes(symbol)) throw fail(`'${symbol}' is missing in ${where}`);
  };
  const readString = (where: string): string => {
    demand('"', where);
    const end = closingQuote(text, at);
    try {
      const value = JSON.parse(text.slice(at - 1, end + 1)) as string;
      at = end + 1;
      return value;
    } catch {
      throw fail(`${where} holds a text that does not end or has a bad escape`);
    }
  };
  const readMembers = (where: string, readMember: (key: string) => void) => {
    const seen = new Set<string>();
    demand('{', where);
    if (takes('}')) return;
    do {
      const key = readString(where);
      if (seen.has(key)) throw fail(`${where} has ${quoted(key)} twice`);
      seen.add(key);
      demand(':', where);
      readMember(key);
    } while (takes(','));
    demand('}', where);
  };
  const readSizes = (where: string): number[] => {
    const sizes: number[] = [];
    demand('[', where);
    if (takes(']')) return sizes;
    do {
      skipSpace();
      const token = /[^\s,\]]{0,24}/y;
      token.lastIndex = at;
      const written = token.exec(text)![0];
      const size = /^(0|[1-9]\d*)$/.test(written) ? Number(written) : Number.NaN;
      if (!Number.isSafeInteger(size)) throw fail(`${where} has ${quoted(written)} where a whole number from 0 is due`);
      sizes.push(size);
      at = token.lastIndex;
    } while (takes(','));
    demand(']', where);
    return sizes;
  };
  const readEntry = (name: string): HeaderEntry => {
    const where = `tensor ${quoted(name)}`;
    let dtype: string | undefined;
    let shape: number[] | undefined;
    let offsets: number[] | undefined;
    readMembers(where, (key) => {
      if (key === 'dtype') dtype = readString(`dtype of ${where}`);
      else if (key === 'shape') shape = readSizes(`shape of ${where}`);
      else if (key === 'data_offsets') offsets = readSizes(`data_offsets of ${where}`);
      else throw fail(`${where} has the unknown field ${quoted(key)}`);
    });
    if (dtype === undefined || !shape || offsets?.length !== 2) {
      throw fail(`${where} needs a dtype, a shape and two data_offsets`);
    }
    return { dtype, shape, begin: offsets[0]!, end: offsets[1]! };
  };

  const entries = new Map<string, HeaderEntry>();
  const metadata = new Map<string, string>();
  readMembers('the header', (key) => {
    if (key === metadataKey)
      readMembers(metadataKey, (name) => metadata.set(name, readString(`${metadataKey} ${quoted(name)}`)));
    else entries.set(key, readEntry(key));
  });
  skipSpace();
  if (at < text.length) throw fail('something follows the closing brace');
  return { entries, metadata };
}

export const remedy = 'The file is damaged or no safetensors file: write or download it again.';

function closingQuote(text: string, start: number): number {
  for (let end = text.indexOf('"', start); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}
