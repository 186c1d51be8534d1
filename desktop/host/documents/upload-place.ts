import { type FileHandle, mkdir, open, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SecateurError } from '../../../core/index.ts';

/**
 * In a folder to itself; where the end of a name says what is in a file, as for data, it still does. With a beginning of its
 * own it is neither hidden nor a device (`NUL.csv` on Windows).
 */
export function placeFor(folder: string, id: string, name: string): string {
  return join(folder, id, `sent-${name.slice(-100).replace(/[^\w.-]/g, '_')}`);
}

/** A new file that only this user can read, in its new folder. */
export async function createFile(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { mode: 0o700 });
  return open(path, 'wx', 0o600);
}

/** A file with the folder that it has to itself. */
export function removePlace(path: string): Promise<void> {
  return rm(dirname(path), { recursive: true, force: true });
}

/** @throws FILE_UNWRITABLE when a folder has no room for so much */
export async function checkRoom(folder: string, name: string, sizeBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (sizeBytes <= bavail * bsize) return;
  throw new SecateurError(
    'FILE_UNWRITABLE',
    `${name}: has ${sizeBytes} bytes, and ${folder} has room for ${bavail * bsize}. Make room there, or open the file by its path: secateur studio FILE.`,
  );
}

export async function writeAll(file: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, offset + done);
    done += bytesWritten;
  }
}
