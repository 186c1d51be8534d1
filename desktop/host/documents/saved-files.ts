import { randomUUID } from 'node:crypto';
import { SecateurError } from '../../../core/index.ts';
import { readBytes, writeAtomically } from '../../../files/index.ts';
import { removePlace } from './upload-place.ts';
import type { Uploads } from './uploads.ts';

interface SavedFile {
  /** For the page to call the file by. */
  readonly saved: string;
  readonly path: string;
}

/** What pages made and their user saved: it comes as an upload, and goes where the user says. */
export interface SavedFiles {
  /**
   * @param choosePath asks the user, not the page; undefined for nowhere. The upload is over either way
   * @throws as `Uploads.finish`; FILE_UNWRITABLE
   */
  save(upload: string, choosePath: () => Promise<string | undefined>): Promise<SavedFile | undefined>;
  /** @throws ARGUMENT_INVALID for a name that was not given */
  path(saved: string): string;
}

export function createSavedFiles(uploads: Uploads): SavedFiles {
  const paths = new Map<string, string>();
  return {
    save: async (upload, choosePath) => {
      const sent = await uploads.keep(upload);
      try {
        const path = await choosePath();
        if (path === undefined) return undefined;
        await writeAtomically(path, await readBytes(sent));
        const saved = randomUUID();
        paths.set(saved, path);
        return { saved, path };
      } finally {
        await removePlace(sent);
      }
    },
    path: (saved) => {
      const path = paths.get(saved);
      if (path !== undefined) return path;
      throw new SecateurError('ARGUMENT_INVALID', 'No file was saved by that name.');
    },
  };
}
