import * as v from 'valibot';
import { operation } from '../operation.ts';

export const documentKinds = ['posterior', 'model', 'profile', 'trade-off'] as const;
export type DocumentKind = (typeof documentKinds)[number];

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

export interface RecentFile {
  readonly path: string;
  readonly kind: DocumentKind;
}

export interface HostState {
  readonly home: 'studio' | 'desktop';
  readonly version: string;
  /** What is open, so that a page that was closed and opened again finds it. */
  readonly documents: readonly OpenDocument[];
  readonly recent: readonly RecentFile[];
  /** Ready-made files, such as what `secateur demo` wrote, by what the user reads. */
  readonly samples: readonly { readonly name: string; readonly path: string }[];
  /** Whether there is a file manager that `revealFile` can ask. */
  readonly canReveal: boolean;
}

/** As `OpenDocument.document` and whatever else the host hands out names for. */
export const handedOutId = v.pipe(v.string(), v.maxLength(100));

/** A file by what the host called it when it opened or wrote it: pages cannot name one of their own choice. */
const namedFile = v.union([
  v.strictObject({ document: handedOutId }),
  v.strictObject({ job: handedOutId }),
  v.strictObject({ run: handedOutId }),
  v.strictObject({ saved: handedOutId }),
]);
export type NamedFile = v.InferOutput<typeof namedFile>;

/** By tag, not by `instanceof`: bytes of another realm are as good. */
const bytes = v.custom<Uint8Array>(
  (value) => Object.prototype.toString.call(value) === '[object Uint8Array]',
  'Expected bytes',
);

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
      upload: handedOutId,
      offset: v.pipe(v.number(), v.integer(), v.minValue(0)),
      bytes,
    }),
  ),
  finishUpload: operation<OpenDocument>()(v.strictObject({ upload: handedOutId })),
  cancelUpload: operation<void>()(v.strictObject({ upload: handedOutId })),
  closeDocument: operation<void>()(v.strictObject({ document: handedOutId })),
  /** Shows in the system's file manager a document, what an export or a training wrote, or what `saveUpload` saved. */
  revealFile: operation<void>()(namedFile),
} as const;
