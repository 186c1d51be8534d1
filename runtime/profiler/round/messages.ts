import type { ErrorCode } from '../../../core/essentials.ts';
import type { AnswerCheck } from '../../model/compare-with-processor.ts';
import type { Round } from '../../model/profile.ts';
import type { Provider } from '../../model/providers.ts';
import type { Scenario } from './scenario.ts';

/** What the profiler sends to the fresh process. */
export type ChildPlan = RoundPlan | TracePlan;

interface Plan {
  readonly provider: Provider;
  readonly threads: number;
  /** As in `load`. */
  readonly width?: number | undefined;
  readonly seed: number;
  readonly scenario: Scenario;
  /** Sizes of dimensions that models leave open, by name. */
  readonly dimensions: Readonly<Record<string, number>>;
  /** Raw rows to take turns with; random ones within the model's range when undefined. */
  readonly rows: Float32Array | undefined;
}

/** Cold start, warm-up, samples. */
export interface RoundPlan extends Plan {
  readonly task: 'round';
  /** Undefined for the smallest model there is, which shows what the runtime alone takes. */
  readonly file: string | undefined;
  readonly minimumSamples: number;
  /** Whether to compare an accelerator's answers with the processor's, once everything is measured. */
  readonly checkAnswers: boolean;
}

/** Where a call's time goes. */
export interface TracePlan extends Plan {
  readonly task: 'trace';
  readonly file: string;
}

export interface RoundResult {
  readonly round: Round;
  readonly samplesMs: readonly number[];
  readonly rowsPerCall: number;
  /** For example `onnxruntime-node 1.30.0`. */
  readonly runtime: string;
  /** 0 for a clock finer than what it costs to ask. */
  readonly timerResolutionMs: number;
  /** Where it was asked for, and there is something to compare with. */
  readonly answerCheck?: AnswerCheck;
}

export interface TraceResult {
  /** Chrome trace events as JSON text. */
  readonly trace: string;
}

interface Results {
  readonly round: RoundResult;
  readonly trace: TraceResult;
}

export type ResultOf<P extends ChildPlan> = Results[P['task']];

/** What it answers: once, and then it exits. */
export type ChildAnswer<P extends ChildPlan = ChildPlan> =
  | { readonly kind: 'result'; readonly result: ResultOf<P> }
  | { readonly kind: 'error'; readonly code: ErrorCode; readonly message: string };
