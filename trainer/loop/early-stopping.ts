import type { TrainingState } from '../step/training-state.ts';
import type { EpochRecord } from './history.ts';

/**
 * Stops when the bound on the validation examples has not become better for `patience` epochs, and goes back to the epoch
 * where it was best. Epochs before `firstEpoch`, while the divergence is still coming into force, do not count: their
 * bounds are of another kind.
 */
export interface EarlyStopping {
  readonly patience: number;
  readonly firstEpoch: number;
}

/** The best epoch so far, and the parameters after it. */
export interface Best {
  readonly epoch: number;
  /** Nats an example; smaller is better. */
  readonly bound: number;
  readonly state: TrainingState;
}

/**
 * The negative ELBO with the likelihood of the validation examples: their mean negative log-likelihood, and the
 * divergence of the epoch's steps. So a network that becomes smaller and no worse is better.
 */
function validationBound({ figures }: EpochRecord): number {
  return figures['validationNegativeLogLikelihood']! + figures['loss']! - figures['negativeLogLikelihood']!;
}

export function bestOf(
  best: Best | undefined,
  record: EpochRecord,
  state: TrainingState,
  { firstEpoch }: EarlyStopping,
): Best | undefined {
  const bound = validationBound(record);
  const isBetter = record.epoch >= firstEpoch && bound < (best?.bound ?? Infinity);
  return isBetter ? { epoch: record.epoch, bound, state } : best;
}

export function isPatienceOver(best: Best | undefined, epochsDone: number, { patience }: EarlyStopping): boolean {
  return best !== undefined && epochsDone - 1 - best.epoch >= patience;
}
