import { randomUUID } from 'node:crypto';
import { realpath, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { SecateurError } from '../../../core/index.ts';
import { asReadError } from '../../../files/index.ts';
import type { DocumentKind, OpenDocument } from '../../shared/index.ts';
import { type NamedSource, recognise } from './recognise.ts';

/** What is open. Only where it lies is remembered: contents are read by who needs them. */
export interface Documents {
  /** The same file opened twice is one document. Errors as `recognise`. */
  open(path: string): Promise<OpenDocument>;
  /** A file of ours that nobody knows by its path; it goes when the document is closed. */
  adopt(path: string, name: string): Promise<OpenDocument>;
  list(): readonly OpenDocument[];
  /**
   * The file of a document, to be read now.
   * @throws ARGUMENT_INVALID for what is not open, or of another kind; FILE_NOT_FOUND, FILE_UNREADABLE; DATA_INVALID when
   * the file is no longer what was opened
   */
  file(document: string, ...kinds: readonly DocumentKind[]): Promise<DocumentFile>;
  /**
   * Takes it off the list. Another window that still shows a file of the user's can go on; a file that a page sent is
   * removed.
   */
  close(document: string): Promise<void>;
}

export interface DocumentFile {
  readonly path: string;
  readonly kind: DocumentKind;
  /** What messages and people call it. */
  readonly name: string;
}

interface Entry {
  readonly shown: OpenDocument;
  readonly path: string;
  readonly isOurs: boolean;
  /** Size and time of change: a file with another stamp is another file. */
  readonly stamp: string;
  isListed: boolean;
}

/** @param recogniseElsewhere as for `recognise` */
export function createDocuments(recogniseElsewhere?: (file: NamedSource) => Promise<DocumentKind>): Documents {
  const entries = new Map<string, Entry>();

  const add = async (path: string, name: string, isOurs: boolean): Promise<OpenDocument> => {
    const { stamp, sizeBytes } = await stampOf(path);
    const kind = await recognise(path, isOurs ? name : path, recogniseElsewhere);
    // Asked last: of two that open the same file at once, the second finds the first.
    const known = [...entries.values()].find((entry) => entry.path === path && entry.stamp === stamp);
    if (known) {
      known.isListed = true;
      return known.shown;
    }
    const shown = { document: randomUUID(), kind, name, path: isOurs ? undefined : path, sizeBytes };
    entries.set(shown.document, { shown, path, isOurs, stamp, isListed: true });
    return shown;
  };

  const find = (document: string): Entry => {
    const entry = entries.get(document);
    if (entry) return entry;
    throw new SecateurError('ARGUMENT_INVALID', 'This file is not open any more. Open it again.');
  };

  return {
    open: async (path) => {
      const real = await realpath(path).catch((error: unknown) => {
        throw asReadError(path, error);
      });
      return add(real, basename(path), false);
    },
    adopt: (path, name) => add(path, name, true),
    list: () => [...entries.values()].filter(({ isListed }) => isListed).map(({ shown }) => shown),
    file: async (document, ...kinds) => {
      const { shown, path, stamp, isOurs } = find(document);
      const { kind, name } = shown;
      if (kinds.length > 0 && !kinds.includes(kind)) {
        throw new SecateurError('ARGUMENT_INVALID', `${name}: is a ${kind}, and this takes a ${kinds.join(' or a ')}.`);
      }
      if ((await stampOf(path)).stamp !== stamp) {
        throw new SecateurError('DATA_INVALID', `${name}: has changed since it was opened. Open it again.`);
      }
      return { path, kind, name: isOurs ? name : path };
    },
    close: async (document) => {
      const entry = find(document);
      entry.isListed = false;
      if (!entry.isOurs) return;
      entries.delete(document);
      await rm(entry.path, { force: true });
    },
  };
}

async function stampOf(path: string): Promise<{ readonly stamp: string; readonly sizeBytes: number }> {
  const { size, mtimeMs, ino } = await stat(path).catch((error: unknown) => {
    throw asReadError(path, error);
  });
  return { stamp: `${size} ${mtimeMs} ${ino}`, sizeBytes: size };
}
