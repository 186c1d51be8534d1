import { InferenceSession, Tensor } from 'onnxruntime-node';

/** The only output of a model whose only input is `[rows, columns]`. */
export async function runInNode(model: Uint8Array, rows: Float32Array, columns: number): Promise<Float32Array> {
  const session = await InferenceSession.create(model);
  try {
    const feed = new Tensor('float32', rows, [rows.length / columns, columns]);
    const results = await session.run({ [session.inputNames[0]!]: feed });
    return results[session.outputNames[0]!]!.data as Float32Array;
  } finally {
    await session.release();
  }
}
