import { SecateurError } from '../../../core/essentials.ts';
import type { Api, OpenDocument } from '../../shared/index.ts';

const pieceBytes = 2 ** 20;

/** Sends a file in pieces, so that a gigabyte blocks neither the page nor the host. */
export async function uploadFile(api: Api, file: File, onShare: (share: number) => void): Promise<OpenDocument> {
  return api.finishUpload({ upload: await sendFile(api, file, onShare) });
}

/** Sends a file to train on. Returns what `startTraining` names it by. */
export async function uploadData(api: Api, file: File): Promise<string> {
  const { data } = await api.finishDataUpload({ upload: await sendFile(api, file, () => undefined) });
  return data;
}

/** In pieces, for whoever says what becomes of it. */
export async function sendFile(api: Api, file: File, onShare: (share: number) => void): Promise<string> {
  const { upload } = await api.beginUpload({ name: file.name, sizeBytes: file.size });
  try {
    for (let offset = 0; offset < file.size; offset += pieceBytes) {
      const bytes = new Uint8Array(await file.slice(offset, offset + pieceBytes).arrayBuffer());
      await api.appendUpload({ upload, offset, bytes });
      onShare(Math.min(1, (offset + pieceBytes) / file.size));
    }
  } catch (error) {
    // What went wrong is worth telling, whether or not the host could tidy up.
    await api.cancelUpload({ upload }).catch(() => undefined);
    throw readError(file, error);
  }
  return upload;
}

/** A folder, or a file that went away, is said by the browser in words of its own. */
function readError(file: File, error: unknown): unknown {
  if (!(error instanceof DOMException)) return error;
  return new SecateurError(
    'FILE_UNREADABLE',
    `${file.name}: cannot be read (${error.message}). Drop files, not folders.`,
  );
}
