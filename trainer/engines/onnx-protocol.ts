import type { ErrorCode, Shape, Tensor } from '../../core/index.ts';
import type { AdamRun } from '../step/adam.ts';
import type { Device } from './device.ts';
import type { RowTerms } from './row-terms.ts';

/** What crosses between the trainer's thread and the worker that owns the onnxruntime sessions and the state. */
export interface SetUp {
  readonly stepModel: Uint8Array;
  /** Where the model takes one step (`lowerStep`) and not many (`lowerLoop`). */
  readonly separate?: Separate;
  readonly evaluationModel: Uint8Array;
  readonly perStep: readonly NamedShape[];
  readonly evaluationInputs: readonly NamedShape[];
  /** Where the step model has what is no state or per-step input. */
  readonly names: StepNames;
  readonly device: Device;
  readonly threads: number;
}

/** Steps of one call each, of which the optimiser's part is taken outside the model. */
export interface Separate extends Unreturned {
  /** Calls are cheap then: those of one exchange may be few. */
  readonly enoughFeedBytes: number;
  /** The part of the state that the model puts out gradients of, in place of the values afterwards. */
  readonly adam: AdamSetUp;
}

/** What `openUnreturned` needs of a model, and beside it. */
export interface Unreturned {
  /** The first output, which is a sequence. */
  readonly sequence: string;
  /** A model of that output and of `record`, the number 1, so that there is nothing in it to fail. */
  readonly probeModel: Uint8Array;
}

/** `AdamUpdates` by names. */
export interface AdamSetUp {
  readonly groups: readonly {
    readonly parameter: string;
    readonly moments: readonly [string, string];
    /** The outputs that its gradient is made of: see `RowTerms`. */
    readonly gradient: { readonly [Term in keyof RowTerms]: NamedShape };
    readonly shape: Shape;
    readonly runs: readonly AdamRun[];
  }[];
  /** The per-step inputs that an update reads. */
  readonly feeds: { readonly rate: string; readonly damping: string; readonly schedule?: string };
}

export interface StepNames {
  /** Of the input that says how many steps to take, in a loop. */
  readonly steps: string;
  /** Of one step. */
  readonly record: NamedShape;
  /** The output that holds a state's value after the steps, by the name of every state that has one. */
  readonly after: Readonly<Record<string, string>>;
}

export interface NamedShape {
  readonly name: string;
  readonly shape: Shape;
}

type Feeds = Readonly<Record<string, Float32Array>>;

/** First comes `begin`, once: what a worker is created with stays in memory as long as it lives, a message does not. */
export type Request =
  | { readonly kind: 'begin'; readonly state: Readonly<Record<string, Tensor>> }
  | { readonly kind: 'advance'; readonly steps: number; readonly feeds: Feeds }
  | { readonly kind: 'evaluate'; readonly feeds: Feeds }
  | { readonly kind: 'readState'; readonly names: readonly string[] };

export type Reply =
  | { readonly kind: 'begin' }
  | { readonly kind: 'advance'; readonly values: Float32Array }
  | { readonly kind: 'evaluate'; readonly values: Float32Array }
  | { readonly kind: 'readState'; readonly state: Record<string, Tensor> };

export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
}

/** A request under way to the worker. */
export interface Asked {
  readonly id: number;
  readonly request: Request;
}

/** What comes back, with the request's `id`. */
export type Answered =
  | { readonly id: number; readonly reply: Reply }
  | { readonly id: number; readonly failure: Failure };
