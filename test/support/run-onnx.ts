import { InferenceSession, type OnnxValue, Tensor } from 'onnxruntime-node';
import { encodeModel } from '../../onnx/codec/codec.ts';
import type { OnnxModel } from '../../onnx/model.ts';

/** A value to feed: a float32 tensor unless it is a bigint, which is an int64 scalar. */
export type Feed = { readonly shape: readonly number[]; readonly data: ArrayLike<number> } | bigint;

/**
 * Encodes `model` and runs it in onnxruntime on one CPU thread.
 * @param options.asWritten without what onnxruntime makes of it: it computes some products of dequantised weights in integers
 */
export async function runOnnx(
  model: OnnxModel,
  feeds: Readonly<Record<string, Feed>>,
  { asWritten = false }: { readonly asWritten?: boolean } = {},
): Promise<Record<string, { readonly shape: readonly number[]; readonly data: Float64Array }>> {
  const session = await InferenceSession.create(encodeModel(model), {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
    ...(asWritten && { graphOptimizationLevel: 'disabled' as const }),
  });
  try {
    const tensors = Object.entries(feeds).map(([name, feed]) => [name, tensorOf(feed)] as const);
    const results = await session.run(Object.fromEntries(tensors));
    return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, valuesOf(value)]));
  } finally {
    await session.release();
  }
}

function tensorOf(feed: Feed): Tensor {
  if (typeof feed === 'bigint') return new Tensor('int64', BigInt64Array.of(feed), []);
  return new Tensor('float32', Float32Array.from(feed.data), feed.shape);
}

function valuesOf(value: OnnxValue) {
  const { dims, data } = value as Tensor;
  return { shape: dims, data: Float64Array.from(data as ArrayLike<number | bigint>, Number) };
}
