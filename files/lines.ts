import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolders } from './make-folders.ts';
import { asReadError, readText } from './read.ts';
import { asWriteError } from './write.ts';

/** A text file that grows line by line: whatever ends the process, the lines written so far are whole and on the disk. */
export interface LineFile {
  /** The lines that were there. */
  readonly before: readonly string[];
  /** Appends a line, which is on the disk when this resolves. Errors as `writeAtomically`. */
  write(line: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param options.append goes on after the whole lines of an existing file (a torn last one is cut off); otherwise the file
 * begins anew. Missing folders are made.
 * @throws FILE_UNREADABLE, FILE_UNWRITABLE
 */
export async function openLines(path: string, options: { readonly append: boolean }): Promise<LineFile> {
  const text = options.append ? await readIfThere(path) : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const guarded = async <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw asWriteError(path, error);
    });
  await guarded(makeFolders(dirname(path)));
  const file = await guarded(open(path, options.append ? 'a' : 'w'));
  if (whole.length < text.length) await guarded(file.truncate(Buffer.byteLength(whole)));
  return {
    before: whole.split('\n').slice(0, -1),
    write: async (line) => {
      await guarded(file.appendFile(`${line}\n`));
      await guarded(file.datasync());
    },
    close: () => file.close(),
  };
}

async function readIfThere(path: string): Promise<string> {
  return readText(path).catch((error: unknown) => {
    const failure = asReadError(path, error);
    if (failure.code === 'FILE_NOT_FOUND') return '';
    throw failure;
  });
}
