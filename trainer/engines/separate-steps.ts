import type { InferenceSession, Tensor } from 'onnxruntime-common';
import { sizeOf } from '../../core/essentials.ts';
import { pagedFloats } from '../step/paged-floats.ts';
import type { SetUp } from './onnx-protocol.ts';
import type { OnnxRuntime } from './onnx-runtime.ts';
import { feedsOfStep } from './step-feeds.ts';
import { type Stepping, tensorsOf, valuesOf } from './stepping.ts';
import type { RunUnreturned } from './unreturned.ts';

/**
 * A call for every step, from one set of buffers into another and back: onnxruntime holds no copy of the state at all, and
 * there are two here. Buffers that are not being read can be given away; others are made for the next step.
 */
export function separateSteps(
  runtime: OnnxRuntime,
  run: RunUnreturned,
  session: InferenceSession,
  { perStep, names }: SetUp,
): Stepping {
  const { Tensor } = runtime;
  let state: Record<string, Tensor> = {};
  let spare: Record<string, Tensor> = {};
  const spareOf = (name: string) => {
    const { dims, size } = state[name]!;
    return spare[name] ?? new Tensor('float32', pagedFloats(size), dims);
  };
  return {
    begin: (initial) => {
      state = tensorsOf(runtime, initial);
      spare = {};
    },
    advance: async (steps, stacked) => {
      const { name: recordName, shape } = names.record;
      const records = new Float32Array(steps * sizeOf(shape));
      spare = Object.fromEntries(Object.keys(state).map((name) => [name, spareOf(name)]));
      for (let step = 0; step < steps; step++) {
        const { [recordName]: record, ...fed } = feedsOfStep({ ...stacked, [recordName]: records }, step, steps);
        const feeds: Record<string, Tensor> = { ...state };
        for (const { name, shape } of perStep) feeds[name] = new Tensor('float32', fed[name]!, shape);
        const fetches: Record<string, Tensor> = { [recordName]: new Tensor('float32', record!, shape) };
        for (const [name, value] of Object.entries(spare)) fetches[names.after[name]!] = value;
        await run(session, feeds, fetches);
        [state, spare] = [spare, state];
      }
      return records;
    },
    valueOf: (name) => state[name],
    handOver: (wanted) =>
      Object.fromEntries(
        wanted.map((name) => {
          const { dims } = state[name]!;
          const data = valuesOf(spareOf(name));
          data.set(valuesOf(state[name]!));
          delete spare[name];
          return [name, { shape: [...dims], data }];
        }),
      ),
  };
}
