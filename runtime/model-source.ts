import { SecateurError } from '../core/index.ts';
import { fileBeside, readBytes } from '../files/index.ts';
import type { ModelSource } from './model/session.ts';
import { externalFiles } from './model-file/external-data.ts';

/**
 * A model from its file; of weights that it keeps in other files only that they are there, in its own folder.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE; FORMAT_INVALID for an empty file, what is no model, and weights outside of the
 * folder or of their file
 */
export async function readModelSource(path: string): Promise<ModelSource> {
  const bytes = await readBytes(path);
  if (bytes.length === 0) {
    throw new SecateurError('FORMAT_INVALID', `${path}: the file is empty. Copy or export the model again.`);
  }
  const files = externalFiles(bytes, path);
  if (files.size === 0) return bytes;
  for (const [location, endByte] of files) {
    const { sizeBytes } = fileBeside(path, location);
    if (endByte <= sizeBytes) continue;
    const what = `needs ${endByte} bytes of '${location}', which has ${sizeBytes}`;
    throw new SecateurError('FORMAT_INVALID', `${path}: ${what}. Copy both files again, together.`);
  }
  const readFiles = () =>
    Promise.all(
      [...files.keys()].map(async (location) => ({
        path: location,
        data: await readBytes(fileBeside(path, location).path),
      })),
    );
  return { bytes, path, readFiles };
}
