import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { messageOf, SecateurError } from '../core/index.ts';

/**
 * Finds out before the work whether its result can be written; nothing is made or touched.
 * @throws FILE_UNWRITABLE (a folder or device of that name, a file where a folder is needed, no permission).
 */
export async function checkWritable(path: string): Promise<void> {
  const target = await stat(path).catch(() => undefined);
  if (target && !target.isFile()) {
    throw unwritable(path, target.isDirectory() ? 'it is a folder' : 'it is not a regular file');
  }
  await checkFolder(path, dirname(resolve(path)));
}

/** The same for a folder that several files will be written to. */
export async function checkFolderWritable(folder: string): Promise<void> {
  await checkFolder(folder, resolve(folder));
}

async function checkFolder(path: string, folder: string): Promise<void> {
  const nearest = await nearestExisting(folder);
  if (!nearest.isDirectory) throw unwritable(path, `${nearest.path} is not a folder`);
  await access(nearest.path, constants.W_OK | constants.X_OK).catch((error: unknown) => {
    throw unwritable(path, messageOf(error));
  });
}

async function nearestExisting(path: string): Promise<{ path: string; isDirectory: boolean }> {
  const found = await stat(path).catch(() => undefined);
  if (found || dirname(path) === path) return { path, isDirectory: found?.isDirectory() === true };
  return nearestExisting(dirname(path));
}

function unwritable(path: string, why: string): SecateurError {
  return new SecateurError('FILE_UNWRITABLE', `${path}: cannot be written (${why}). Choose another output path.`);
}
