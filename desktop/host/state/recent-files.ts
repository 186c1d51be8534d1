import { join } from 'node:path';
import * as v from 'valibot';
import { readText, writeAtomically } from '../../../files/index.ts';
import { documentKinds, type OpenDocument, type RecentFile } from '../../shared/index.ts';

/** The files that were opened last, latest first, kept from one start to the next. */
export interface RecentFiles {
  list(): Promise<readonly RecentFile[]>;
  /** Documents without a path are nothing to come back to. */
  add(opened: OpenDocument): Promise<void>;
}

const maximumCount = 20;
const schema = v.object({
  schemaVersion: v.literal(1),
  files: v.pipe(v.array(v.object({ path: v.string(), kind: v.picklist(documentKinds) })), v.maxLength(1000)),
});

/** A list that cannot be read or written is no reason to refuse to open a file: it is begun anew, or kept here only. */
export function createRecentFiles(folder: string): RecentFiles {
  const path = join(folder, 'recent-files.json');
  let unsaved: readonly RecentFile[] | undefined;
  let last: Promise<void> = Promise.resolve();

  const list = async (): Promise<readonly RecentFile[]> => {
    if (unsaved) return unsaved;
    try {
      return v.parse(schema, JSON.parse(await readText(path))).files;
    } catch {
      return [];
    }
  };
  const add = async ({ path: opened, kind }: { readonly path: string; readonly kind: RecentFile['kind'] }) => {
    const others = (await list()).filter((file) => file.path !== opened);
    const files = [{ path: opened, kind }, ...others].slice(0, maximumCount);
    try {
      await writeAtomically(path, `${JSON.stringify({ schemaVersion: 1, files }, undefined, 1)}\n`);
      unsaved = undefined;
    } catch {
      unsaved = files;
    }
  };
  return {
    list: async () => {
      await last;
      return list();
    },
    add: ({ path: opened, kind }) => {
      // One after another: two files opened at once both stay in the list.
      if (opened !== undefined) last = last.then(() => add({ path: opened, kind }));
      return last;
    },
  };
}
