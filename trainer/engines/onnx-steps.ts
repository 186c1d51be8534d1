import type {
  InferenceSession,
  InferenceSessionFactory,
  OnnxValue,
  Tensor,
  TensorConstructor,
} from 'onnxruntime-common';
import type { NamedShape, Reply, Request, SetUp } from './onnx-protocol.ts';

/** One of the onnxruntime packages, and how its sessions are opened. */
export interface OnnxRuntime {
  readonly InferenceSession: InferenceSessionFactory;
  readonly Tensor: TensorConstructor;
  readonly options: InferenceSession.SessionOptions;
  /**
   * Where states are written back into the buffers that they were read from, which saves a copy: frees the copies that
   * are returned all the same, and feeds that have been used. Without it, they await collection.
   */
  readonly inPlace?: { free(values: readonly Float32Array[]): void };
}

/**
 * Keeps the state of a training and answers requests with onnxruntime. Knows no platform, and imports nothing that has to
 * be mapped: whoever owns the thread, in Node or in a page, passes messages to and fro.
 */
export async function openSteps(runtime: OnnxRuntime, setUp: SetUp): Promise<(request: Request) => Promise<Reply>> {
  const open = (model: Uint8Array) => runtime.InferenceSession.create(model, runtime.options);
  const step = await open(setUp.stepModel);
  const evaluation = await open(setUp.evaluationModel);
  const { names } = setUp;
  const { inPlace } = runtime;
  const float = (values: Float32Array, shape: readonly number[]) => new runtime.Tensor('float32', values, shape);
  let state: Record<string, OnnxValue> = {};
  return async (request) => {
    switch (request.kind) {
      case 'begin':
        state = Object.fromEntries(
          Object.entries(request.state).map(([name, { shape, data }]) => [name, float(data, shape)]),
        );
        return { kind: 'begin' };
      case 'advance': {
        const { steps } = request;
        const feeds: Record<string, OnnxValue> = {
          ...state,
          [names.steps]: new runtime.Tensor('int64', BigInt64Array.of(BigInt(steps)), []),
        };
        for (const { name, shape } of setUp.perStep) feeds[name] = float(request.feeds[name]!, [steps, ...shape]);
        const after = Object.entries(state).map(([name, value]) => [names.after[name]!, inPlace ? value : null]);
        const results = await step.run(feeds, { [names.record]: null, ...Object.fromEntries(after) });
        const { [names.record]: record, ...states } = results;
        if (inPlace) inPlace.free([...Object.values(states).map(valuesOf), ...Object.values(request.feeds)]);
        else state = Object.fromEntries(Object.keys(state).map((name) => [name, states[names.after[name]!]!]));
        return { kind: 'advance', values: valuesOf(record!) };
      }
      case 'evaluate': {
        const feed = ({ name, shape }: NamedShape): [string, OnnxValue] => [
          name,
          state[name] ?? float(request.feeds[name]!, shape),
        ];
        const results = await evaluation.run(Object.fromEntries(setUp.evaluationInputs.map(feed)));
        return { kind: 'evaluate', values: valuesOf(results['output']!) };
      }
      case 'readState': {
        const copyOf = (value: OnnxValue) => ({ shape: [...(value as Tensor).dims], data: valuesOf(value).slice() });
        return {
          kind: 'readState',
          state: Object.fromEntries(request.names.map((name) => [name, copyOf(state[name]!)])),
        };
      }
      default:
        return request satisfies never;
    }
  };
}

function valuesOf(value: OnnxValue): Float32Array {
  return (value as Tensor).data as Float32Array;
}
