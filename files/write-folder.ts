import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SecateurError } from '../core/index.ts';
import { makeFolders } from './make-folders.ts';
import { removeLeftBeside, temporaryBeside } from './temporary-name.ts';
import { asWriteError, writeAtomically } from './write.ts';

/**
 * Writes a folder of files beside its place and renames it: readers see the old folder or the new one, never half of
 * either. An existing folder is replaced as a whole if every name in it `isOurs`.
 * @throws FILE_UNWRITABLE (what `writeAtomically` says; a file of that name; a folder with other things in it)
 */
export async function writeFolderAtomically(
  folder: string,
  files: Readonly<Record<string, Uint8Array>>,
  isOurs: (name: string) => boolean,
): Promise<void> {
  const target = resolve(folder);
  const exists = await checkReplaceable(folder, isOurs);
  const temporary = temporaryBeside(target);
  const replaced = `${temporary}.old`;
  try {
    await makeFolders(dirname(target));
    await mkdir(temporary);
    for (const [name, content] of Object.entries(files)) await writeAtomically(join(temporary, name), content);
    if (exists) await rename(target, replaced);
    await rename(temporary, target).catch(async (error: unknown) => {
      if (exists) await rename(replaced, target);
      throw error;
    });
    await rm(replaced, { recursive: true, force: true });
    // Only now: of a process killed between the two renames the old folder is all there is.
    await removeLeftBeside(target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (error instanceof SecateurError) throw error;
    throw asWriteError(folder, error);
  }
}

/** Whether there is a folder to replace. @throws FILE_UNWRITABLE where replacing would destroy something else */
export async function checkReplaceable(folder: string, isOurs: (name: string) => boolean): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return false;
  const refuse = (why: string) =>
    new SecateurError('FILE_UNWRITABLE', `${folder}: ${why}. Choose another folder, or remove this one first.`);
  if (!found.isDirectory()) throw refuse('is a file, not a folder');
  const stranger = (await readdir(folder)).find((name) => !isOurs(name));
  if (stranger !== undefined) throw refuse(`holds '${stranger}', which would be lost`);
  return true;
}
