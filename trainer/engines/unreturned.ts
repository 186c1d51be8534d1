import type { InferenceSession, Tensor } from 'onnxruntime-common';
import { messageOf } from '../../core/essentials.ts';
import type { Unreturned } from './onnx-protocol.ts';
import type { OnnxRuntime } from './onnx-runtime.ts';
import { valuesOf } from './stepping.ts';

type Tensors = Readonly<Record<string, Tensor>>;

/** @param fetches every output that is wanted, with the buffer that it is written into */
export type RunUnreturned = (session: InferenceSession, feeds: Tensors, fetches: Tensors) => Promise<void>;

/**
 * Runs a session for what it writes into `fetches`, and has nothing returned. onnxruntime-node 1.30 copies every output
 * into a new buffer, also where it has been given one and has written into that: for the state of a training as much
 * memory again, and the time of a step. But sequences it cannot return. When the first output is one it computes
 * everything, and then gives up before the first copy; what it says in doing so, the probe tells. A version that refuses
 * before it computes returns copies, which are freed at once.
 */
export async function openUnreturned(
  { InferenceSession, Tensor, options, free }: OnnxRuntime,
  { sequence, probeModel }: Unreturned,
  record: string,
): Promise<RunUnreturned> {
  const errorOf = (session: InferenceSession, feeds: Tensors, fetches: Tensors) =>
    session.run(feeds, { [sequence]: null, ...fetches }).then(
      () => undefined,
      (error: unknown) => error,
    );
  const probe = await InferenceSession.create(probeModel, options);
  const written = new Float32Array(1);
  const refusal = await errorOf(probe, {}, { [record]: new Tensor('float32', written, [1]) });
  await probe.release();
  if (written[0] !== 1) {
    return async (session, feeds, fetches) => {
      const results = await session.run(feeds, Object.keys(fetches));
      for (const [name, tensor] of Object.entries(fetches)) valuesOf(tensor).set(valuesOf(results[name]!));
      free?.(Object.values(results).map(valuesOf));
    };
  }
  return async (session, feeds, fetches) => {
    const error = await errorOf(session, feeds, fetches);
    if (error !== undefined && (refusal === undefined || messageOf(error) !== messageOf(refusal))) throw error;
  };
}
