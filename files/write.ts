import { rmSync } from 'node:fs';
import { mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { threadId } from 'node:worker_threads';
import { messageOf, SecateurError } from '../core/index.ts';

/** Temporary files being written; whatever ends the process, short of a kill, takes them along. */
const unfinished = new Set<string>();
let written = 0;

/**
 * Writes to a temporary file beside `path`, flushes it to the disk and renames it: readers see the old file or the
 * new one, never half of either. Missing folders are made; an existing file keeps its mode, a link its place.
 * @throws FILE_UNWRITABLE (no permission, read-only or full disk, a folder of that name).
 */
export async function writeAtomically(path: string, content: Uint8Array | string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await replace(await realpath(path).catch(() => path), content);
  } catch (error) {
    if (error instanceof SecateurError) throw error;
    throw asWriteError(path, error);
  }
}

async function replace(target: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${target}.${process.pid}-${threadId}-${written++}.tmp`;
  const existing = await stat(target).catch(() => undefined);
  // Renaming over a device would replace the device itself: as root, /dev/null for everybody.
  if (existing && !existing.isFile()) {
    const what = existing.isDirectory() ? 'a folder' : 'a device or pipe';
    throw new SecateurError('FILE_UNWRITABLE', `${target}: is ${what}, not a file. Choose another output path.`);
  }
  if (unfinished.size === 0) process.once('exit', removeUnfinished);
  unfinished.add(temporary);
  try {
    const file = await open(temporary, 'w', existing?.mode);
    try {
      // Goes on after a short write: on a full disk the first part is taken without an error.
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    unfinished.delete(temporary);
    if (unfinished.size === 0) process.removeListener('exit', removeUnfinished);
  }
}

function removeUnfinished(): void {
  for (const path of unfinished) rmSync(path, { force: true });
}

export function asWriteError(path: string, error: unknown): SecateurError {
  return new SecateurError(
    'FILE_UNWRITABLE',
    `${path}: cannot be written (${messageOf(error)}). ${remedyFor((error as NodeJS.ErrnoException).code)}`,
    { cause: error },
  );
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
    case 'EISDIR':
      return 'A folder has that name: choose another output path.';
    default:
      return 'Choose another output path.';
  }
}
