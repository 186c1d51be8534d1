import { signal } from '@preact/signals';
import type { OpenDocument } from '../../shared/index.ts';
import { closeDocument } from './documents.ts';
import { unsavedIn } from './unsaved.ts';

type Closing = Pick<OpenDocument, 'document' | 'name'>;

/** The document that is to be closed, and of which something would be lost: the user is asked. */
export const closing = signal<(Closing & { readonly unsaved: string }) | undefined>(undefined);

/** Closes a document, at once where nothing is lost with it. */
export function askToClose({ document, name }: Closing): void {
  const unsaved = unsavedIn(document);
  if (unsaved === undefined) void closeDocument(document);
  else closing.value = { document, name, unsaved };
}
