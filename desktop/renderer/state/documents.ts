import { computed, signal } from '@preact/signals';
import type { HostState, OpenDocument } from '../../shared/index.ts';
import { pathOfDropped } from '../connection/index.ts';
import { strings } from '../strings.ts';
import { api } from './api.ts';
import { attempt, tell } from './feedback.ts';
import { uploadFile } from './upload-file.ts';

export const hostState = signal<HostState | undefined>(undefined);
export const documents = signal<readonly OpenDocument[]>([]);
const currentId = signal<string | undefined>(undefined);

/** The document in front: what the views show. */
export const current = computed(() => documents.value.find(({ document }) => document === currentId.value));

/** What is on its way in, for the status bar; bytes are undefined where the host reads the file itself. */
export const opening = signal<readonly { readonly name: string; readonly share: number | undefined }[]>([]);

/** What the host has open already: after a reload, everything. What is in front stays there while it is open. */
export async function restoreDocuments(): Promise<void> {
  await learnRecent();
  if (!hostState.value) return;
  documents.value = hostState.value.documents;
  if (!current.value) currentId.value = documents.value.at(-1)?.document;
}

/** What was opened recently changes while the page is there. */
export async function learnRecent(): Promise<void> {
  const state = await attempt(strings.doing.connect, () => api().hostState({}));
  if (state) hostState.value = state;
}

export function bringToFront(document: string): void {
  currentId.value = document;
}

/** On the host's machine. */
export function openPath(path: string): Promise<OpenDocument | undefined> {
  return openAs(path.split(/[\\/]/).at(-1) ?? path, () => api().openFile({ path }));
}

/** Dropped or chosen: by path where the home can tell it, otherwise piece by piece. */
export async function openFiles(files: readonly File[]): Promise<void> {
  for (const file of files) {
    const path = pathOfDropped(file);
    if (path !== undefined) await openPath(path);
    else await openAs(file.name, (onShare) => uploadFile(api(), file, onShare));
  }
}

export async function closeDocument(document: string): Promise<void> {
  await attempt(strings.doing.close, () => api().closeDocument({ document }));
  const at = documents.value.findIndex((each) => each.document === document);
  documents.value = documents.value.filter((each) => each.document !== document);
  if (currentId.value === document) currentId.value = documents.value[Math.max(0, at - 1)]?.document;
}

async function openAs(
  name: string,
  open: (onShare: (share: number) => void) => Promise<OpenDocument>,
): Promise<OpenDocument | undefined> {
  let entry: (typeof opening.value)[number] = { name, share: undefined };
  opening.value = [...opening.value, entry];
  const opened = await attempt(strings.doing.open(name), () =>
    open((share) => {
      const next = { name, share };
      opening.value = opening.value.map((each) => (each === entry ? next : each));
      entry = next;
    }),
  );
  opening.value = opening.value.filter((each) => each !== entry);
  if (!opened) return undefined;
  takeIn(opened);
  return opened;
}

/** Brings what the host has opened to the front. */
export function takeIn(opened: OpenDocument): void {
  // Opened twice, a file stays one document, and in its place.
  const isKnown = documents.value.some(({ document }) => document === opened.document);
  if (!isKnown) documents.value = [...documents.value, opened];
  currentId.value = opened.document;
  tell(strings.opened(opened.name));
}
