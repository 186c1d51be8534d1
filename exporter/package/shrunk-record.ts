/** Of a model that somebody else made: where it is from, and what was done to it. */
export interface ShrunkRecord {
  /** `fit` by a posterior of the data, `weights` by a score of the weights alone; `unchanged` where the file is a copy. */
  readonly way: 'fit' | 'weights' | 'unchanged';
  /** One sentence: what was kept and by which rule, or why nothing was done. */
  readonly why: string;
  readonly original: OriginalRecord;
  /** The data that it was trained and measured on, by the hash of what was read. */
  readonly data?: { readonly name: string; readonly sha256: string };
  /** Other parts that were cut before the largest one. */
  readonly others?: readonly { readonly from: string; readonly to: string }[];
  /** What the original and this file answered to the same rows, which nothing was chosen by. */
  readonly tested?: TestedRecord;
}

export interface OriginalRecord {
  /** Of its file. */
  readonly name: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly parameters: number;
  /** Multiply-accumulates for one row; absent where they cannot be known. */
  readonly macs?: number;
}

export interface TestedRecord {
  readonly figure: 'accuracy' | 'rmse';
  readonly rows: number;
  /** With `confidence`, how much worse this file is at most: a part of all rows, of `rmse` a part of what it was. */
  readonly lossAtMost: number;
  readonly confidence: number;
  /** The part of rows with the same class; of numbers, how much of their variance both share. */
  readonly agreement: number;
}

/** What an input is fed, where data showed it. */
export interface FeedRecord {
  readonly input: string;
  /** Columns of the table, one for each value of a row; with mean and scale where `(x - mean) / scale` is fed. */
  readonly columns?: readonly { readonly name: string; readonly mean?: number; readonly scale?: number }[];
  readonly image?: {
    readonly height: number;
    readonly width: number;
    readonly channels: number;
    readonly layout: 'channels-first' | 'channels-last';
    /** What is fed for black and for white, one pair for each channel or one for all; measurements are fed as they are. */
    readonly pixels?: readonly (readonly [black: number, white: number])[];
  };
}

/** Which output answers, and how. */
export interface AnswerRecord {
  readonly output: string;
  /** A label; a score for each of `labels`; one score, from `threshold` on the second label; or the value itself. */
  readonly kind: 'label' | 'scores' | 'score' | 'number';
  readonly threshold?: number;
}
