import type { InferenceSession } from 'onnxruntime-common';
import type { ErrorCode } from '../../core/index.ts';
import type { Provider } from '../model/providers.ts';
import type { TensorParts } from '../model/tensor-parts.ts';

/** What the process of a model is told: first how to make its session, then what to run. */
export type ToChild = CreateMessage | RunMessage;

export interface CreateMessage {
  readonly kind: 'create';
  readonly provider: Provider;
  readonly threads: number;
  /** Bytes, or the path of a model that keeps weights in other files. */
  readonly model: Uint8Array | string;
  readonly options: InferenceSession.SessionOptions;
}

export interface RunMessage {
  readonly kind: 'run';
  readonly feeds: Readonly<Record<string, TensorParts>>;
  readonly outputs: readonly string[];
}

/** What it answers, in the order in which it was told. */
export type FromChild =
  | { readonly kind: 'created'; readonly interface: SessionInterface }
  | { readonly kind: 'results'; readonly results: Readonly<Record<string, TensorParts>> }
  | { readonly kind: 'failed'; readonly message: string; readonly code: ErrorCode | undefined };

export type SessionInterface = Pick<
  InferenceSession,
  'inputNames' | 'outputNames' | 'inputMetadata' | 'outputMetadata'
>;
