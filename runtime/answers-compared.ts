/** What a model answered to rows of data, kept so that it can be compared with another on the same rows. JSON-serialisable. */
export interface ModelAnswers {
  readonly data: AskedData;
  readonly kind: 'classes' | 'numbers';
  /** Of classes. */
  readonly labels?: readonly string[];
  /** `[rows]`: indices into `labels`, -1 for what is none of them; or numbers in the target's unit. */
  readonly values: readonly number[];
  /** `[rows]` */
  readonly targets: readonly number[];
  /** In nats, mean over the rows; where the model says how sure it is. */
  readonly negativeLogLikelihood?: number;
  readonly expectedCalibrationError?: number;
}

export interface AskedData {
  readonly name: string;
  /** Provenance hash: of the bytes read and of what was taken for the target. */
  readonly sha256: string;
}

/** How two models answer the same rows. JSON-serialisable. */
export interface AnswersCompared {
  readonly data: AskedData;
  readonly rows: number;
  /** `accuracy` as a share; `rmse` in the target's own unit. */
  readonly figure: 'accuracy' | 'rmse';
  readonly before: number;
  readonly after: number;
  /**
   * Of accuracy the part of all rows that is lost, of `rmse` the rise as a part of what it was: above 0 where `after` is
   * worse. On rows like these it is at most `atMost`, and at least `atLeast`, each with that confidence.
   */
  readonly loss: {
    readonly difference: number;
    readonly atLeast: number;
    readonly atMost: number;
    readonly confidence: number;
  };
  /** The part of rows with the same class; of numbers, how much of their variance both share. */
  readonly agreement: number;
  /** Of classes: rows that only one of the two has right, and McNemar's exact test, two-sided. */
  readonly mcnemar?: { readonly onlyBefore: number; readonly onlyAfter: number; readonly pValue: number };
  /** Where both say how sure they are. */
  readonly certainty?: { readonly before: Certainty; readonly after: Certainty };
}

export interface Certainty {
  readonly negativeLogLikelihood: number;
  /** Of classes: mean distance between confidence and share of right answers. */
  readonly expectedCalibrationError?: number;
}
