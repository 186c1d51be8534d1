import { isDesktop } from '../connection/index.ts';
import { api } from '../state/api.ts';
import { tell } from '../state/feedback.ts';
import { sendFile } from '../state/upload-file.ts';
import { strings } from '../strings.ts';

/**
 * Lets the user save a file: in the desktop program where its dialog says, in a browser as a download. Resolves to whether
 * that was done, as far as can be told.
 */
export async function saveFile(
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
  type = 'application/octet-stream',
): Promise<boolean> {
  if (isDesktop()) return saveInDesktop(new File([content], name));
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  return true;
}

async function saveInDesktop(file: File): Promise<boolean> {
  const upload = await sendFile(api(), file, () => undefined);
  const saved = await api().saveUpload({ upload, suggestedName: file.name });
  if (saved) tell(strings.parts.desktop.saved(saved.path), { saved: saved.saved });
  return saved !== undefined;
}
