import { stat } from 'node:fs/promises';
import { SecateurError } from '../core/index.ts';
import { asReadError } from '../files/index.ts';

/** Tells whether a file is still what it was when it was read first. */
export interface FileVersion {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly sha256: string;
}

/** @throws FILE_NOT_FOUND, FILE_UNREADABLE */
export async function versionOf(path: string): Promise<Omit<FileVersion, 'sha256'>> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { sizeBytes: size, modifiedMs: mtimeMs };
  } catch (error) {
    throw asReadError(path, error);
  }
}

/**
 * Reads a file again, for what the first reading promised.
 * @throws FILE_UNREADABLE when the file is another one by now; and whatever `read` throws while it is not.
 */
export async function readAgain<T extends { readonly sha256: string }>(
  path: string,
  first: FileVersion,
  read: () => Promise<T>,
): Promise<T> {
  let result: T;
  try {
    result = await read();
  } catch (error) {
    const now = await versionOf(path);
    if (now.sizeBytes !== first.sizeBytes || now.modifiedMs !== first.modifiedMs) throw changed(path, error);
    throw error;
  }
  if (result.sha256 !== first.sha256) throw changed(path);
  return result;
}

function changed(path: string, cause?: unknown): SecateurError {
  return new SecateurError(
    'FILE_UNREADABLE',
    `${path}: changed while it was read. Wait until it is complete, or copy it first, and try again.`,
    { cause },
  );
}
