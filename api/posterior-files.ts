import { decodePosterior, encodePosterior, type Posterior } from '../core/index.ts';
import { readBytes, writeAtomically } from '../files/index.ts';

/** @throws FILE_NOT_FOUND, FILE_UNREADABLE, FORMAT_INVALID, UNSUPPORTED (a later version's file). */
export async function readPosterior(path: string): Promise<Posterior> {
  return decodePosterior(await readBytes(path), path);
}

/** Replaces the file in one step. @throws FILE_UNWRITABLE. */
export async function writePosterior(path: string, posterior: Posterior): Promise<void> {
  await writeAtomically(path, encodePosterior(posterior));
}
