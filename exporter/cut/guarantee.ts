/**
 * "With confidence 1 - delta the loss rises by at most `rise`": what Learn-then-Test (arXiv 2110.01052) certified on rows
 * that nothing else had looked at.
 */
export interface Guarantee {
  readonly method: 'learn-then-test';
  /** In sentence form, for people. */
  readonly statement: string;
  /** `zero-one`: the part of rows labelled wrong; `clipped-squared-error`: min(1, squared error / variance of the target). */
  readonly loss: 'zero-one' | 'clipped-squared-error';
  /** The largest rise of the expected loss against the uncut posterior mean. */
  readonly rise: number;
  readonly delta: number;
  readonly pValue: number;
  /** Rows that were tested on, and the rise there. */
  readonly rows: number;
  readonly observedRise: number;
  /** Whether it speaks of the model after fine-tuning. */
  readonly fineTuned: boolean;
  /** Cuts that were tested, this one included. */
  readonly tested: number;
}
