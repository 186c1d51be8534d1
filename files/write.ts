import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { messageOf, SecateurError } from '../core/index.ts';

/**
 * Writes to a temporary file beside `path`, flushes it to the disk and renames it: readers see the old file or the
 * new one, never half of either. Missing folders are made.
 * @throws FILE_UNWRITABLE (no permission, read-only or full disk, a folder of that name).
 */
export async function writeAtomically(path: string, content: Uint8Array | string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const data =
      typeof content === 'string' ? content : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    await writeFileAtomic(path, data);
  } catch (error) {
    throw asWriteError(path, error);
  }
}

function asWriteError(path: string, error: unknown): SecateurError {
  const code = (error as NodeJS.ErrnoException).code;
  const remedy =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'The disk is full: free some space and run again; nothing was half-written.'
      : code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
        ? 'No permission to write there: choose another output path.'
        : code === 'EISDIR'
          ? 'A folder has that name: choose another output path.'
          : 'Choose another output path.';
  return new SecateurError('FILE_UNWRITABLE', `${path}: cannot be written (${messageOf(error)}). ${remedy}`, {
    cause: error,
  });
}
