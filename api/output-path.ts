import { access, constants, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { messageOf, SecateurError } from '../core/index.ts';

/** Linux's procfs and sysfs (`statfs(2)`): the administrator may write there by permission, and yet no file can be made. */
const kernelFileSystems = new Set([0x9fa0, 0x62656572]);

/**
 * Finds out before the work whether its result can be written; nothing is made or touched.
 * @param inputs what the command reads; writing over that would destroy the user's data.
 * @throws FILE_UNWRITABLE (a folder or device of that name, a file where a folder is needed, no permission, a full disk);
 * ARGUMENT_INVALID (no path, or one of the inputs under whatever name).
 */
export async function checkWritable(path: string, inputs: readonly string[] = []): Promise<void> {
  if (path === '') {
    throw new SecateurError('ARGUMENT_INVALID', 'The output path is empty. Name a file to write.');
  }
  const target = await stat(path).catch(() => undefined);
  if (target && !target.isFile()) {
    throw unwritable(path, target.isDirectory() ? 'it is a folder' : 'it is not a regular file');
  }
  for (const input of inputs) {
    if (!(await isSameFile(path, input))) continue;
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `${path}: is the file that would be read, so writing it would destroy it. Choose another output path.`,
    );
  }
  await checkFolder(path, dirname(resolve(path)));
}

async function isSameFile(first: string, second: string): Promise<boolean> {
  // As big integers, because inode numbers may have more digits than a double.
  const [one, other] = await Promise.all(
    [first, second].map((path) => stat(path, { bigint: true }).catch(() => undefined)),
  );
  return one !== undefined && one.ino === other?.ino && one.dev === other.dev;
}

/** The same for a folder that several files will be written to. */
export async function checkFolderWritable(folder: string, inputs: readonly string[] = []): Promise<void> {
  for (const input of inputs) {
    if (!(await isSameFile(join(folder, basename(input)), input))) continue;
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `${folder}: holds ${basename(input)}, which would be read, so writing the folder anew would destroy it. Choose another folder.`,
    );
  }
  await checkFolder(folder, resolve(folder));
}

async function checkFolder(path: string, folder: string): Promise<void> {
  const nearest = await nearestExisting(folder);
  if (!nearest.isDirectory) throw unwritable(path, `${nearest.path} is not a folder`);
  await access(nearest.path, constants.W_OK | constants.X_OK).catch((error: unknown) => {
    throw unwritable(path, messageOf(error));
  });
  // Some file systems have no size, and some do not say.
  const space = await statfs(nearest.path).catch(() => undefined);
  if (space && kernelFileSystems.has(space.type)) throw unwritable(path, 'it lies in the kernel, not on a disk');
  if (space && space.blocks > 0 && space.bfree === 0) throw unwritable(path, 'the disk is full');
}

async function nearestExisting(path: string): Promise<{ path: string; isDirectory: boolean }> {
  const found = await stat(path).catch(() => undefined);
  if (found || dirname(path) === path) return { path, isDirectory: found?.isDirectory() === true };
  return nearestExisting(dirname(path));
}

function unwritable(path: string, why: string): SecateurError {
  return new SecateurError('FILE_UNWRITABLE', `${path}: cannot be written (${why}). Choose another output path.`);
}
