import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { quoted, SecateurError } from '../core/index.ts';
import { asReadError } from './read.ts';

/** Parts of files in one folder and those below it. */
export interface FolderRanges extends Disposable {
  /**
   * Bytes `offset` to `offset + length` of a file; the same array when the same are asked for again.
   * @throws FORMAT_INVALID for a path that leaves the folder, and for bytes the file does not have; FILE_NOT_FOUND,
   * FILE_UNREADABLE
   */
  read(location: string, offset: number, length: number): Uint8Array;
}

interface OpenFile {
  readonly descriptor: number;
  readonly sizeBytes: number;
  readonly ranges: Map<string, Uint8Array>;
  /** Bytes that may still be read: each once, so that overlapping ranges cannot ask for more memory than the file has. */
  unread: number;
}

/**
 * Reads what a file names in its own folder, and nothing else: a path must be relative, without `..`, and what it leads
 * to, symbolic links followed, a file inside that folder.
 * @param path the file that names the others; messages begin with it
 */
export function openRanges(path: string): FolderRanges {
  const files = new Map<string, OpenFile>();
  const open = (location: string): OpenFile => {
    const known = files.get(location);
    if (known) return known;
    const opened = openInside(path, location);
    files.set(location, opened);
    return opened;
  };
  return {
    read: (location, offset, length) => {
      const file = open(location);
      const key = `${offset} ${length}`;
      const known = file.ranges.get(key);
      if (known) return known;
      const refuse = (what: string) =>
        new SecateurError('FORMAT_INVALID', `${path}: ${what} ${quoted(location)}. Copy both files again, together.`);
      if (offset + length > file.sizeBytes) {
        throw refuse(`needs bytes ${offset} to ${offset + length} of the ${file.sizeBytes} of`);
      }
      if (length > file.unread) throw refuse('its tensors overlap in');
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length; ) {
        const count = readSync(file.descriptor, bytes, done, length - done, offset + done);
        if (count === 0) throw refuse('reading stopped early in');
        done += count;
      }
      file.unread -= length;
      file.ranges.set(key, bytes);
      return bytes;
    },
    [Symbol.dispose]: () => {
      for (const { descriptor } of files.values()) closeSync(descriptor);
    },
  };
}

function openInside(path: string, location: string): OpenFile {
  const { path: real, sizeBytes } = fileBeside(path, location);
  try {
    return { descriptor: openSync(real, 'r'), sizeBytes, ranges: new Map(), unread: sizeBytes };
  } catch (error) {
    throw asReadError(real, error);
  }
}

/**
 * The file that a model at `path` means by `location`: one in its own folder or below it.
 * @throws FORMAT_INVALID for a path that leaves the folder, FILE_NOT_FOUND, FILE_UNREADABLE
 */
export function fileBeside(path: string, location: string): { readonly path: string; readonly sizeBytes: number } {
  const folder = dirname(resolve(path));
  const refuse = (why: string) =>
    new SecateurError(
      'FORMAT_INVALID',
      `${path}: keeps data in ${quoted(location)}, which ${why}. Only files in the folder of the model are read.`,
    );
  if (location === '') throw refuse('is no path');
  if (isAbsolute(location) || /^[A-Za-z]:|^\\/.test(location)) throw refuse('is an absolute path');
  if (location.split(/[/\\]/).includes('..')) throw refuse("leads out of the model's folder");
  if (location.includes('\0')) throw refuse('is no path');
  const named = join(folder, location);
  try {
    const real = realpathSync(named);
    const inside = relative(realpathSync(folder), real);
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
      throw refuse("is a link out of the model's folder");
    }
    // Opening anything else, such as a pipe, might wait for ever.
    return { path: real, sizeBytes: asFile(real, refuse).size };
  } catch (error) {
    throw asReadError(named, error);
  }
}

function asFile(real: string, refuse: (why: string) => SecateurError) {
  const stat = statSync(real);
  if (!stat.isFile()) throw refuse('is no file');
  return stat;
}
