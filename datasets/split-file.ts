import { messageOf, SecateurError } from '../core/index.ts';
import { readText } from '../files/index.ts';

/** Zero-based rows of the source. Without `train`: all others; without `validation`: drawn from the training rows. */
export interface GivenSplit {
  readonly train?: readonly number[];
  readonly validation?: readonly number[];
  readonly test?: readonly number[];
}

const forms =
  '{"testIndices": [...]}, {"testIndices": [[...], [...]]} with #0, #1, ... after the path, or {"train": [...], "validation": [...], "test": [...]}';

/**
 * Reads a split by row numbers: `{"testIndices": [...]}`, one list of several (`splits.json#3`, counted from 0), or
 * `{"train": [...], "validation": [...], "test": [...]}`, of which `test` or `train` must be there.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE; FORMAT_INVALID when it is none of these; ARGUMENT_INVALID for a list that
 * is not there.
 */
export async function readSplitFile(name: string): Promise<GivenSplit> {
  const [, path, number] = /^(.*?)(?:#(\d+))?$/s.exec(name) as unknown as [string, string, string | undefined];
  const content = parse(path, await readText(path));
  if (content['testIndices'] === undefined) {
    if (number !== undefined) {
      throw new SecateurError('ARGUMENT_INVALID', `${name}: ${path} holds a single split. Leave out #${number}.`);
    }
    return readParts(path, content);
  }
  const lists = content['testIndices'];
  if (!Array.isArray(lists) || lists.length === 0) throw unknownForm(path);
  if (!lists.every(Array.isArray)) {
    if (number !== undefined) {
      throw new SecateurError('ARGUMENT_INVALID', `${name}: ${path} holds a single split. Leave out #${number}.`);
    }
    return { test: readList(path, 'testIndices', lists) };
  }
  const list = number === undefined ? (lists.length === 1 ? lists[0] : undefined) : lists[Number(number)];
  if (list === undefined) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `${name}: choose one of the ${lists.length} splits of ${path}: ${path}#0 to ${path}#${lists.length - 1}.`,
    );
  }
  return { test: readList(path, `testIndices ${number ?? 0}`, list) };
}

function parse(path: string, text: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new SecateurError('FORMAT_INVALID', `${path}: is not JSON (${messageOf(error)}). A split is ${forms}.`, {
      cause: error,
    });
  }
  if (typeof content !== 'object' || content === null) throw unknownForm(path);
  return content as Record<string, unknown>;
}

function readParts(path: string, content: Record<string, unknown>): GivenSplit {
  const names = ['train', 'validation', 'test'];
  const stranger = Object.keys(content).find((key) => !names.includes(key) && Array.isArray(content[key]));
  if (stranger !== undefined) {
    throw new SecateurError(
      'FORMAT_INVALID',
      `${path}: the list '${stranger}' is none of ${names.join(', ')}. Rename it, or leave it out.`,
    );
  }
  const parts: Record<string, readonly number[]> = {};
  for (const part of names) {
    if (content[part] !== undefined) parts[part] = readList(path, part, content[part]);
  }
  if (parts['train'] === undefined && parts['test'] === undefined) throw unknownForm(path);
  return parts;
}

function readList(path: string, name: string, list: unknown): readonly number[] {
  if (!Array.isArray(list)) throw unknownForm(path);
  if (list.length === 0) {
    throw new SecateurError('FORMAT_INVALID', `${path}: ${name} is empty. List its rows, or leave it out.`);
  }
  const stranger = list.find((row) => !Number.isSafeInteger(row));
  if (stranger !== undefined) {
    throw new SecateurError(
      'FORMAT_INVALID',
      `${path}: ${name} holds ${JSON.stringify(stranger)} where a row number belongs. Rows are whole numbers from 0.`,
    );
  }
  const seen = new Set<number>();
  const repeated = list.find((row) => seen.size === seen.add(row).size);
  if (repeated !== undefined) {
    throw new SecateurError('FORMAT_INVALID', `${path}: ${name} holds row ${repeated} twice. Leave one of them out.`);
  }
  return list;
}

function unknownForm(path: string): SecateurError {
  return new SecateurError('FORMAT_INVALID', `${path}: is not a split. A split is ${forms}.`);
}
