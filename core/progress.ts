/** The one shape in which long work tells how far it is; the CLI draws it as a bar, the desktop app as a plot. */
export interface Progress {
  /** What is being done, for people: `train`, `fine-tune`, `profile`. */
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  /** Current figures by name, for example `{ loss: .12, validationAccuracy: .98 }`. */
  /** Inputs, then units layer by layer, that are held for needed so far. */
  readonly kept?: readonly number[];
  readonly metrics?: Readonly<Record<string, number>>;
}

export type OnProgress = (progress: Progress) => void;
