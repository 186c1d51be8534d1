import type { DocumentKind, NamedData } from '../../shared/index.ts';

/** An open file, as its process is told of it. */
export interface AskedFile {
  readonly path: string;
  /** What messages call it. */
  readonly name: string;
  readonly kind: DocumentKind;
  /** What the user reads: its name without a folder. */
  readonly title: string;
}

/** Two files side by side, and the data that models among them are asked about. */
export interface AskedComparison {
  readonly before: AskedFile;
  readonly after: AskedFile;
  readonly data?: NamedData;
}
