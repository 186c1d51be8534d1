import type { ComponentType } from 'preact';
import type { DocumentKind, OpenDocument } from '../../shared/index.ts';

interface Named {
  /** Its folder, and its place in the address. */
  readonly name: string;
  readonly title: string;
  /** Path of a 24 x 24 icon, drawn as a line. */
  readonly icon: string;
}

/** Shows the document in front where it is of a kind that the view knows; the shell says so where not. */
interface DocumentView extends Named {
  readonly accepts: readonly DocumentKind[];
  readonly component: ComponentType<{ readonly document: OpenDocument }>;
}

/** Works without a document, or chooses its documents itself. */
interface FreeView extends Named {
  readonly accepts: 'anything';
  readonly component: ComponentType<{ readonly document: OpenDocument | undefined }>;
}

/** One folder in `views/`, one line in `views.ts`. */
export type View = DocumentView | FreeView;
