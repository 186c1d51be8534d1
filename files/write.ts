import { rmSync } from 'node:fs';
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import { messageOf, SecateurError } from '../core/index.ts';
import { makeFolders } from './make-folders.ts';
import { removeLeftBeside, temporaryBeside } from './temporary-name.ts';

/** Temporary files being written; whatever ends the process, short of a kill, takes them along: see `removeLeftBeside`. */
const unfinished = new Set<string>();

/**
 * Writes to a temporary file beside `path`, flushes it to the disk and renames it: readers see the old file or the
 * new one, never half of either. Missing folders are made; an existing file keeps its mode, a link its place.
 * @throws FILE_UNWRITABLE (no permission, read-only or full disk, a folder of that name).
 */
export async function writeAtomically(path: string, content: Content): Promise<void> {
  await writeTogether([{ path, content }]);
}

/** What a file is to hold; stretches are written one after another, without being joined in memory. */
export type Content = Uint8Array | string | readonly Uint8Array[];

export interface FileToWrite {
  readonly path: string;
  readonly content: Content;
}

/**
 * Writes files of which the last refers to the others. All are whole and on the disk before any appears; where the last one
 * replaces a file, that goes first, so that at no time an old one refers to new others, or a new one to old others.
 * Errors as `writeAtomically`.
 */
export async function writeTogether(files: readonly FileToWrite[]): Promise<void> {
  const staged: Staged[] = [];
  let current = files[0]?.path ?? '';
  try {
    for (const { path, content } of files) {
      current = path;
      await makeFolders(dirname(path));
      staged.push(await stage(await realpath(path).catch(() => path), content));
    }
    if (staged.length > 1) await rm(staged.at(-1)!.target, { force: true });
    for (const { temporary, target } of staged) await rename(temporary, target);
  } catch (error) {
    if (error instanceof SecateurError) throw error;
    throw asWriteError(current, error);
  } finally {
    for (const { temporary } of staged) await discard(temporary);
  }
}

interface Staged {
  readonly temporary: string;
  readonly target: string;
}

async function stage(target: string, content: Content): Promise<Staged> {
  const temporary = temporaryBeside(target);
  const existing = await stat(target).catch(() => undefined);
  // Renaming over a device would replace the device itself: as root, /dev/null for everybody.
  if (existing && !existing.isFile()) {
    const what = existing.isDirectory() ? 'a folder' : 'a device or pipe';
    throw new SecateurError('FILE_UNWRITABLE', `${target}: is ${what}, not a file. Choose another output path.`);
  }
  await removeLeftBeside(target);
  if (unfinished.size === 0) process.once('exit', removeUnfinished);
  unfinished.add(temporary);
  try {
    const file = await open(temporary, 'w', existing?.mode);
    try {
      for (const piece of piecesOf(content)) await writeWhole(file, piece);
      await file.sync();
    } finally {
      await file.close();
    }
    return { temporary, target };
  } catch (error) {
    await discard(temporary);
    throw error;
  }
}

function piecesOf(content: Content): readonly Uint8Array[] {
  if (typeof content === 'string') return [Buffer.from(content, 'utf8')];
  return content instanceof Uint8Array ? [content] : content;
}

const largestWrite = 2 ** 26;

/** Goes on after a short write: on a full disk the first part is taken without an error. */
async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    at += (await file.write(bytes, at, Math.min(largestWrite, bytes.length - at))).bytesWritten;
  }
}

async function discard(temporary: string): Promise<void> {
  await rm(temporary, { force: true });
  unfinished.delete(temporary);
  if (unfinished.size === 0) process.removeListener('exit', removeUnfinished);
}

function removeUnfinished(): void {
  for (const path of unfinished) rmSync(path, { force: true });
}

export function asWriteError(path: string, error: unknown): SecateurError {
  return new SecateurError(
    'FILE_UNWRITABLE',
    `${path}: cannot be written (${reasonOf(error)}). ${remedyFor((error as NodeJS.ErrnoException).code)}`,
    { cause: error },
  );
}

/** In the system's words, without the path that Node adds: it may be a temporary file's, which nobody asked for. */
function reasonOf(error: unknown): string {
  const { errno } = error as NodeJS.ErrnoException;
  const known = errno === undefined ? undefined : getSystemErrorMap().get(errno);
  return known ? known.join(': ') : messageOf(error);
}

function remedyFor(code: string | undefined): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'The disk is full: free some space and run again; nothing was half-written.';
    case 'EFBIG':
      return 'Files may not grow that large here (ulimit -f): raise the limit; nothing was half-written.';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'No permission to write there: choose another output path.';
    default:
      return 'Choose another output path.';
  }
}
