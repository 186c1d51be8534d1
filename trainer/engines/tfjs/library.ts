/** TensorFlow.js, whichever package it comes from: all of them carry tfjs-core's operations. */
export type Tfjs = typeof import('@tensorflow/tfjs-core');

/** A loaded TensorFlow.js and the name of the backend to compute with. */
export interface TfjsBackend {
  readonly tf: Tfjs;
  readonly backend: string;
}
