import type { OnProgress } from '../core/index.ts';

/** Whom long work tells how far it is, and who may call it off. */
export interface Listener {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  /** A sentence for people beside the result. */
  note(sentence: string): void;
}
