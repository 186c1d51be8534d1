import type { ErrorCode } from '../../core/index.ts';
import type { Provider } from '../contract.ts';
import type { Round } from '../profile.ts';
import type { Scenario } from './scenario.ts';

/** What the profiler sends to the fresh process. */
export interface ChildPlan {
  /** Undefined for the smallest model there is, which shows what the runtime alone takes. */
  readonly file: string | undefined;
  readonly provider: Provider;
  readonly threads: number;
  /** As in `load`. */
  readonly width?: number | undefined;
  readonly seed: number;
  readonly minimumSamples: number;
  readonly scenario: Scenario;
  /** Sizes of dimensions that models leave open, by name. */
  readonly dimensions: Readonly<Record<string, number>>;
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
