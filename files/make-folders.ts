import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that are missing. Node's own `mkdir` with `recursive` never returns where a system
 * answers that a folder to be made does not exist, as Linux does below /proc.
 * @throws what the system says
 */
export async function makeFolders(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && dirname(path) !== path) {
      await makeFolders(dirname(path));
      await mkdir(path).catch(unlessFolder(path));
    } else await unlessFolder(path)(error);
  }
}

/** Another process may have made it meanwhile, and some systems refuse to make what is there without saying that it is. */
function unlessFolder(path: string) {
  return async (error: unknown) => {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isDirectory()) throw error;
  };
}
