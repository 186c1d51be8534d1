import type { Score } from '../score.ts';

/**
 * Means over an epoch of the step records, and after it the score on the validation examples and, among the figures, their
 * mean negative log-likelihood (`validationNegativeLogLikelihood`, nats).
 */
export interface EpochRecord {
  readonly epoch: number;
  readonly figures: Readonly<Record<string, number>>;
  readonly validation: Score;
}

/** What is told after every epoch, beside its record. */
export interface EpochEvent extends EpochRecord {
  readonly stage: string;
  /** Epochs of the whole stage. */
  readonly epochs: number;
  /** Name of the engine. */
  readonly engine: string;
  /** Of weights, in the epoch's last step. */
  readonly learningRate: number;
  /** Inputs, then units layer by layer, that the posterior holds for needed; absent where a family has no indicators. */
  readonly kept?: readonly number[];
  /** Those that still take part in the training. */
  readonly training: readonly number[];
}

export type OnEpoch = (event: EpochEvent) => void | Promise<void>;
