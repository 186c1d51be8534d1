import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, SecateurError } from '../../core/index.ts';

export type Part = 'train' | 'validation' | 'test';

export interface ImageFile {
  readonly path: string;
  /** Below the folder, with `/` on every system: part of the provenance. */
  readonly name: string;
  readonly label: string;
  readonly part: Part | undefined;
}

const parts: readonly (readonly [folder: string, part: Part])[] = [
  ['train', 'train'],
  ['validation', 'validation'],
  ['val', 'validation'],
  ['test', 'test'],
];

/**
 * The images of `folder/CLASS/` or of `folder/train/CLASS/`, `folder/validation/CLASS/` and `folder/test/CLASS/`, sorted
 * by part and name. Other files are passed over.
 * @throws FILE_NOT_FOUND; DATA_INVALID when there are none, or a part has a class that `train` does not have.
 */
export async function findImages(folder: string): Promise<{ files: ImageFile[]; others: number }> {
  const present = new Set(await foldersIn(folder));
  const divided = present.has('train') && (await foldersIn(join(folder, 'train'))).length > 0;
  const files: ImageFile[] = [];
  let others = 0;
  const places = divided ? parts.filter(([name]) => present.has(name)) : [['', undefined] as const];
  for (const [place, part] of places) {
    for (const label of await foldersIn(join(folder, place))) {
      for (const name of await filesIn(join(folder, place, label))) {
        if (!/\.(?:png|jpe?g)$/i.test(name)) others++;
        else {
          const path = join(folder, place, label, name);
          files.push({ path, name: [place, label, name].filter(Boolean).join('/'), label, part });
        }
      }
    }
  }
  if (files.length === 0) {
    throw new SecateurError(
      'DATA_INVALID',
      `${folder}: has no PNG or JPEG files in folders named after their classes, like ${join(folder, 'cat', '1.png')}.`,
    );
  }
  const labels = new Set(files.filter(({ part }) => part === undefined || part === 'train').map(({ label }) => label));
  const stranger = files.find(({ label }) => !labels.has(label));
  if (stranger) {
    throw new SecateurError(
      'DATA_INVALID',
      `${stranger.path}: the class '${stranger.label}' has no images in ${join(folder, 'train')}. Add some, or leave it out.`,
    );
  }
  return { files, others };
}

const foldersIn = (path: string) => namesIn(path, true);
const filesIn = (path: string) => namesIn(path, false);

async function namesIn(path: string, folders: boolean): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() === folders && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    throw new SecateurError('FILE_NOT_FOUND', `${path}: cannot be listed (${messageOf(error)}). Check the path.`, {
      cause: error,
    });
  }
}
