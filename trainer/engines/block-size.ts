import { graph } from '../../core/index.ts';
import { blockProbe, encodeModel, type StepGraph } from '../../onnx/index.ts';
import { importOnnxruntime } from '../import-onnxruntime.ts';

let known: Promise<number | undefined> | undefined;

/**
 * Channels in a block of onnxruntime's layout for convolutions on this processor.
 * @returns undefined where it has none, or the step no convolutions
 */
export async function blockSizeFor({ state, record, outputs = {} }: StepGraph): Promise<number | undefined> {
  const results = [record, ...Object.values(outputs), ...Object.values(state).map(({ after }) => after)];
  if (!graph.topologicalOrder(results).some(({ kind }) => kind === 'Conv')) return undefined;
  known ??= askForBlockSize().catch(() => undefined);
  return known;
}

async function askForBlockSize(): Promise<number | undefined> {
  const { InferenceSession, Tensor } = await importOnnxruntime();
  // The reason why it cannot be loaded is not for users.
  const session = await InferenceSession.create(encodeModel(blockProbe()), { logSeverityLevel: 4 });
  try {
    const { y } = await session.run({ x: new Tensor('float32', new Float32Array(4), [1, 4, 1, 1]) });
    return y?.dims[1];
  } finally {
    await session.release();
  }
}
