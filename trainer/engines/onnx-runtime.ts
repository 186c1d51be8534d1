import type { InferenceSession, InferenceSessionFactory, TensorConstructor } from 'onnxruntime-common';

/** One of the onnxruntime packages, and how its sessions are opened. */
export interface OnnxRuntime {
  readonly InferenceSession: InferenceSessionFactory;
  readonly Tensor: TensorConstructor;
  readonly options: InferenceSession.SessionOptions;
  /** Of the session that is seldom used; the same where not given. */
  readonly evaluationOptions?: InferenceSession.SessionOptions;
  /** Frees what has been used at once; without it, that awaits collection. */
  free?(values: readonly Float32Array[]): void;
}
