import type { DocumentKind } from '../../shared/index.ts';
import type { AskedFile } from '../compare/asked.ts';
import type { Documents } from '../documents/documents.ts';

/** An open document in the words of a child process. Errors as `Documents.file`. */
export async function askedFile(
  documents: Documents,
  document: string,
  ...kinds: readonly DocumentKind[]
): Promise<AskedFile> {
  const file = await documents.file(document, ...kinds);
  const title = documents.list().find((each) => each.document === document)?.name ?? file.name;
  return { ...file, title };
}
