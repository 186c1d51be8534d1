import * as v from 'valibot';
import { operation } from '../operation.ts';

export type DocumentKind = 'posterior' | 'model' | 'profile' | 'trade-off';

/** A file that the host has opened and recognised by its content. */
export interface OpenDocument {
  /** What other operations name it by. */
  readonly document: string;
  readonly kind: DocumentKind;
  /** File name without its folder. */
  readonly name: string;
  /** Undefined where the pages sent the bytes and no file of the user's is known. */
  readonly path: string | undefined;
  readonly sizeBytes: number;
}

export interface HostState {
  readonly home: 'studio' | 'desktop';
  readonly version: string;
  /** What is open, so that a page that was closed and opened again finds it. */
  readonly documents: readonly OpenDocument[];
  readonly recent: readonly { readonly path: string; readonly kind: DocumentKind }[];
  /** Ready-made files, such as what `secateur demo` wrote, by what the user reads. */
  readonly samples: readonly { readonly name: string; readonly path: string }[];
}

const documentId = v.pipe(v.string(), v.maxLength(100));

/** Files in, and what is open. Bytes of dropped files arrive in pieces, so that a gigabyte blocks nothing. */
export const fileOperations = {
  hostState: operation<HostState>()(v.strictObject({})),
  openFile: operation<OpenDocument>()(v.strictObject({ path: v.pipe(v.string(), v.maxLength(4096)) })),
  beginUpload: operation<{ readonly upload: string }>()(
    v.strictObject({
      name: v.pipe(v.string(), v.maxLength(255)),
      sizeBytes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31)),
    }),
  ),
  appendUpload: operation<void>()(
    v.strictObject({
      upload: documentId,
      offset: v.pipe(v.number(), v.integer(), v.minValue(0)),
      bytes: v.instance(Uint8Array),
    }),
  ),
  finishUpload: operation<OpenDocument>()(v.strictObject({ upload: documentId })),
  closeDocument: operation<void>()(v.strictObject({ document: documentId })),
} as const;
