import type { DocumentKind, NamedData } from '../../shared/index.ts';
import type { NamedSource } from '../documents/recognise.ts';

/** An open file, as its process is told of it. */
export interface AskedFile extends NamedSource {
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
