import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { SetUp } from './onnx-protocol.ts';
import type { OnnxRuntime } from './onnx-runtime.ts';
import { type Stepping, tensorsOf, valuesOf } from './stepping.ts';

/**
 * Many steps in one call, by a model with a loop (`lowerLoop`): a call costs as much as a step of a small network, and
 * what it returns is copied once for all of them.
 */
export function loopedSteps(runtime: OnnxRuntime, session: InferenceSession, { perStep, names }: SetUp): Stepping {
  const { Tensor, free } = runtime;
  let state: Record<string, Tensor> = {};
  return {
    begin: (initial) => {
      state = tensorsOf(runtime, initial);
    },
    advance: async (steps, stacked) => {
      const feeds: Record<string, Tensor> = {
        ...state,
        [names.steps]: new Tensor('int64', BigInt64Array.of(BigInt(steps)), []),
      };
      for (const { name, shape } of perStep) feeds[name] = new Tensor('float32', stacked[name]!, [steps, ...shape]);
      const results = await session.run(feeds);
      free?.(Object.values(state).map(valuesOf));
      state = Object.fromEntries(Object.keys(state).map((name) => [name, results[names.after[name]!] as Tensor]));
      return valuesOf(results[names.record.name]!);
    },
    valueOf: (name) => state[name],
    handOver: (wanted) =>
      Object.fromEntries(
        wanted.map((name) => [name, { shape: [...state[name]!.dims], data: valuesOf(state[name]!).slice() }]),
      ),
  };
}
