import type { ErrorCode, Progress } from '../../../core/index.ts';
import type { TrainCommandOptions } from '../train-options.ts';
import type { SeedResult } from './summary.ts';

/** What goes to the process of one seed. */
export type ToSeed =
  | { readonly kind: 'train'; readonly source: string; readonly options: TrainCommandOptions }
  | { readonly kind: 'stop' };

/** And what comes back. */
export type FromSeed =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'note'; readonly sentence: string }
  | { readonly kind: 'result'; readonly value: SeedResult }
  | { readonly kind: 'error'; readonly code: ErrorCode | undefined; readonly message: string };
