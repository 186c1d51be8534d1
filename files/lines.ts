import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolders } from './make-folders.ts';
import { asReadError, readText } from './read.ts';
import { asWriteError } from './write.ts';

/** A text file that grows line by line: whatever ends the process, the lines written so far are whole and on the disk. */
export interface LineFile {
  /** The lines that were there. */
  readonly before: readonly string[];
  /** Appends a line, which is on the disk when this resolves, or not at all. Errors as `writeAtomically`. */
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
  const anew = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_TRUNC;
  const file = await guarded(open(path, options.append ? 'a' : anew));
  let sizeBytes = Buffer.byteLength(whole);
  if (whole.length < text.length) await guarded(file.truncate(sizeBytes));
  return {
    before: whole.split('\n').slice(0, -1),
    write: async (line) => {
      const bytes = Buffer.from(`${line}\n`);
      try {
        await file.appendFile(bytes);
        await file.datasync();
      } catch (error) {
        // A full disk takes the first part of a line.
        await file.truncate(sizeBytes).catch(() => undefined);
        throw asWriteError(path, error);
      }
      sizeBytes += bytes.length;
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
