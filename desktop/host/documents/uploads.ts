import { randomUUID } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SecateurError } from '../../../core/index.ts';
import { asWriteError } from '../../../files/index.ts';
import type { OpenDocument } from '../../shared/index.ts';
import type { Documents } from './documents.ts';
import { checkRoom, createFile, placeFor, removePlace, writeAll } from './upload-place.ts';

/** Files that pages send because they have no path for them. */
export interface Uploads {
  /** @throws FILE_UNWRITABLE when there is no room; ARGUMENT_INVALID for too many at a time */
  begin(name: string, sizeBytes: number): Promise<string>;
  /** @throws ARGUMENT_INVALID for a piece that does not follow the last one, or goes beyond the size */
  append(upload: string, offset: number, bytes: Uint8Array): Promise<void>;
  /** Errors as `Documents.open`; ARGUMENT_INVALID when bytes are missing. The file is gone then. */
  finish(upload: string): Promise<OpenDocument>;
  /** The file as it came, in place of opening it as a document. Errors as `finish`. */
  keep(upload: string): Promise<string>;
  /** Whether a path is that of a file that was kept: it goes when the host ends. */
  owns(path: string): boolean;
  /** Those under way are given up. */
  cancel(upload: string): Promise<void>;
  cancelAll(): Promise<void>;
}

interface Upload {
  readonly name: string;
  readonly sizeBytes: number;
  readonly path: string;
  readonly file: FileHandle;
  received: number;
  heardAtMs: number;
  isBusy: boolean;
}

const maximumUploads = 16;
/** A page that has gone does not say so: what it left half-done goes when it has been silent for so long. */
const patienceMs = 120_000;

/**
 * @param folder private to this process, removed by its owner
 * @param openFile to write to, new
 */
export function createUploads(folder: string, documents: Documents, openFile = createFile): Uploads {
  const uploads = new Map<string, Upload>();

  const find = (id: string): Upload => {
    const upload = uploads.get(id);
    if (upload) return upload;
    throw new SecateurError('ARGUMENT_INVALID', 'This upload is over. Drop the file again.');
  };
  const end = async (id: string): Promise<Upload> => {
    const upload = find(id);
    uploads.delete(id);
    await upload.file.close();
    return upload;
  };
  const discard = async (id: string): Promise<void> => {
    const { path } = await end(id);
    await removePlace(path);
  };
  const discardForgotten = async (): Promise<void> => {
    const since = performance.now() - patienceMs;
    const forgotten = [...uploads].filter(([, { isBusy, heardAtMs }]) => !isBusy && heardAtMs < since);
    await Promise.all(forgotten.map(([id]) => discard(id)));
  };
  /** One piece after the other: what arrives while another is being written is out of order. */
  const exclusively = async <T>(upload: Upload, work: () => Promise<T>): Promise<T> => {
    if (upload.isBusy) throw outOfOrder(upload.name);
    upload.isBusy = true;
    try {
      return await work();
    } finally {
      upload.isBusy = false;
    }
  };

  const complete = async (id: string): Promise<Upload> => {
    const upload = find(id);
    return exclusively(upload, () => {
      if (upload.received === upload.sizeBytes) return end(id);
      throw new SecateurError(
        'ARGUMENT_INVALID',
        `${upload.name}: only ${upload.received} of ${upload.sizeBytes} bytes have come. Drop the file again.`,
      );
    });
  };

  return {
    begin: async (name, sizeBytes) => {
      await discardForgotten();
      if (uploads.size >= maximumUploads) {
        throw new SecateurError('ARGUMENT_INVALID', `More than ${maximumUploads} uploads at a time. Drop fewer files.`);
      }
      const id = randomUUID();
      const path = placeFor(folder, id, name);
      try {
        await checkRoom(folder, name, sizeBytes);
        const file = await openFile(path);
        uploads.set(id, { name, sizeBytes, path, file, received: 0, heardAtMs: performance.now(), isBusy: false });
        return id;
      } catch (error) {
        throw asUploadError(path, error);
      }
    },
    append: async (id, offset, bytes) => {
      const upload = find(id);
      await exclusively(upload, async () => {
        if (offset !== upload.received) throw outOfOrder(upload.name);
        if (offset + bytes.length > upload.sizeBytes) {
          throw new SecateurError('ARGUMENT_INVALID', `${upload.name}: more bytes came than were announced.`);
        }
        try {
          await writeAll(upload.file, bytes, offset);
        } catch (error) {
          await discard(id);
          throw asUploadError(upload.path, error);
        }
        upload.received += bytes.length;
        upload.heardAtMs = performance.now();
      });
    },
    finish: async (id) => {
      const { path, name } = await complete(id);
      try {
        return await documents.adopt(path, name);
      } catch (error) {
        await removePlace(path);
        throw error;
      }
    },
    keep: async (id) => {
      const { path } = await complete(id);
      return path;
    },
    owns: (path) => dirname(dirname(path)) === folder,
    cancel: discard,
    cancelAll: async () => {
      await Promise.all([...uploads.keys()].map(discard));
    },
  };
}

function asUploadError(path: string, error: unknown): SecateurError {
  return error instanceof SecateurError ? error : asWriteError(path, error);
}

function outOfOrder(name: string): SecateurError {
  return new SecateurError('ARGUMENT_INVALID', `${name}: its pieces came out of order. Drop the file again.`);
}
