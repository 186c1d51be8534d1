import type { ErrorCode } from '../../core/index.ts';
import type { Provider } from '../contract.ts';
import type { Round } from '../profile.ts';

/** What the profiler sends to the fresh process. */
export interface ChildPlan {
  readonly file: string;
  readonly provider: Provider;
  readonly threads: number;
  readonly seed: number;
  readonly minimumSamples: number;
  /** Raw rows to take turns with; random ones within the model's range when undefined. */
  readonly rows: Float32Array | undefined;
}

export interface ChildResult {
  readonly round: Round;
  readonly samplesMs: readonly number[];
  /** For example `onnxruntime-node 1.30.0`. */
  readonly runtime: string;
}

/** What it answers: once, and then it exits. */
export type ChildAnswer =
  | ({ readonly kind: 'result' } & ChildResult)
  | { readonly kind: 'error'; readonly code: ErrorCode; readonly message: string };
