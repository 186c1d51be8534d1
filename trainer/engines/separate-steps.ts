import type { InferenceSession, Tensor } from 'onnxruntime-common';
import { sizeOf } from '../../core/essentials.ts';
import { pagedFloats } from '../step/paged-floats.ts';
import { adamInPlace, type InPlace } from './adam/in-place.ts';
import type { Separate, SetUp } from './onnx-protocol.ts';
import type { OnnxRuntime } from './onnx-runtime.ts';
import { feedsOfStep } from './step-feeds.ts';
import { type Stepping, tensorsOf, valuesOf } from './stepping.ts';
import type { RunUnreturned } from './unreturned.ts';

/**
 * A call for every step: onnxruntime computes the gradients, and writes them to where Adam then updates parameters and
 * moments in place. The rest of the state, a few numbers, goes from step to step.
 */
export function separateSteps(
  runtime: OnnxRuntime,
  run: RunUnreturned,
  session: InferenceSession,
  { adam }: Separate,
  { perStep, names }: SetUp,
): Stepping {
  const { Tensor, free } = runtime;
  const parameters = adam.groups.map(({ parameter }) => parameter);
  const gradients = adam.groups.flatMap(({ gradient }) => Object.values(gradient).map(({ name }) => name));
  const rest = Object.keys(names.after);
  let inPlace: InPlace | undefined;
  let state: Record<string, Tensor> = {};
  const part = (wanted: readonly string[]) => Object.fromEntries(wanted.map((name) => [name, state[name]!]));
  return {
    begin: (initial) => {
      inPlace = adamInPlace(adam, initial, free);
      const others = Object.fromEntries(rest.map((name) => [name, initial[name]!]));
      state = tensorsOf(runtime, { ...others, ...inPlace.values });
    },
    advance: async (steps, stacked) => {
      const { name: recordName, shape } = names.record;
      const records = new Float32Array(steps * sizeOf(shape));
      for (let step = 0; step < steps; step++) {
        const { [recordName]: record, ...fed } = feedsOfStep({ ...stacked, [recordName]: records }, step, steps);
        const feeds = part([...parameters, ...rest]);
        for (const { name, shape } of perStep) feeds[name] = new Tensor('float32', fed[name]!, shape);
        const after = rest.map((name): [string, Tensor] => {
          const { dims, size } = state[name]!;
          return [name, new Tensor('float32', new Float32Array(size), dims)];
        });
        await run(session, feeds, {
          [recordName]: new Tensor('float32', record!, shape),
          ...part(gradients),
          ...Object.fromEntries(after.map(([name, value]) => [names.after[name]!, value])),
        });
        inPlace!.update(fed);
        Object.assign(state, Object.fromEntries(after));
      }
      return records;
    },
    valueOf: (name) => state[name],
    handOver: (wanted) =>
      Object.fromEntries(
        wanted.map((name) => {
          const { dims, size } = state[name]!;
          const data = pagedFloats(size);
          data.set(valuesOf(state[name]!));
          return [name, { shape: [...dims], data }];
        }),
      ),
  };
}
