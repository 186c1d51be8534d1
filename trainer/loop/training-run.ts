import type { Kept, NetworkSpec, OnProgress, Task } from '../../core/index.ts';
import type { BatchSource } from '../data/batches.ts';
import type { Examples } from '../data/example-source.ts';
import type { Engine } from '../engines/engine.ts';
import type { ParameterSpec } from '../families/family.ts';
import type { TrainingProgram } from '../step/program.ts';
import type { TrainingState } from '../step/training-state.ts';
import type { Checkpointing } from './checkpoint.ts';
import type { EarlyStopping } from './early-stopping.ts';
import type { EpochRecord, OnEpoch } from './history.ts';

export interface TrainingRun {
  /** What progress events call it. */
  readonly stage: string;
  readonly engine: Engine;
  readonly task: Task;
  readonly epochs: number;
  readonly network: NetworkSpec;
  /** The parameters of the full network. */
  readonly specs: readonly ParameterSpec[];
  /** Makes the state to begin with, which is long gone when the training ends. */
  initial(): TrainingState;
  /** What takes part from the start. */
  readonly kept: Kept;
  /** Whether what has become improbable leaves the training. */
  readonly narrow: boolean;
  /** The training of what is kept. */
  at(kept: Kept): TrainingStage;
  /** The learning rate of weights after so many steps. */
  learningRateAt(steps: number): number;
  readonly earlyStopping?: EarlyStopping;
  readonly checkpoints?: Checkpointing;
  readonly onProgress?: OnProgress;
  readonly onEpoch?: OnEpoch;
  readonly signal?: AbortSignal;
}

export interface TrainingStage {
  readonly program: TrainingProgram;
  readonly source: BatchSource;
  /** Scored after every epoch; not trained on. */
  readonly validation: Examples;
}

export interface TrainingResult {
  readonly state: TrainingState;
  readonly history: readonly EpochRecord[];
  /** The record of the epoch after which the parameters were these: the last, or the best one with early stopping. */
  readonly chosen: EpochRecord;
}
