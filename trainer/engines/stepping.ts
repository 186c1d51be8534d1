import type { InferenceSession, Tensor as OnnxTensor, OnnxValue } from 'onnxruntime-common';
import type { Tensor } from '../../core/index.ts';
import type { SetUp } from './onnx-protocol.ts';
import type { OnnxRuntime } from './onnx-runtime.ts';

/** Holds the state of a training, and takes its steps. */
export interface Stepping {
  /** @param state its buffers are handed over */
  begin(state: Readonly<Record<string, Tensor>>): void;
  /** @param feeds every per-step input by name, stacked @returns the records of the steps, one after the other */
  advance(steps: number, feeds: Readonly<Record<string, Float32Array>>): Promise<Float32Array>;
  /** A value of the state as it is, not a copy. */
  valueOf(name: string): OnnxTensor | undefined;
  /** Copies of values of the state, in buffers of their own. */
  handOver(names: readonly string[]): Record<string, Tensor>;
}

/** @param session of the step model that is set up */
export type OpenStepping = (
  runtime: OnnxRuntime,
  session: InferenceSession,
  setUp: SetUp,
) => Stepping | Promise<Stepping>;

/** A state as the runtime takes it, in the same buffers. */
export function tensorsOf(
  { Tensor: RuntimeTensor }: Pick<OnnxRuntime, 'Tensor'>,
  state: Readonly<Record<string, Tensor>>,
): Record<string, OnnxTensor> {
  return Object.fromEntries(
    Object.entries(state).map(([name, { shape, data }]) => [name, new RuntimeTensor('float32', data, shape)]),
  );
}

export function valuesOf(value: OnnxValue): Float32Array {
  return (value as OnnxTensor).data as Float32Array;
}
