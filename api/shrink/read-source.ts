import { encodeModel, readForeign } from '../../onnx/index.ts';
import { readModelFile } from '../read-model.ts';
import type { ShrinkSource } from './shrink-options.ts';

/** Reads a model to shrink. Errors as `readModel`; DATA_INVALID where its weights are NaN or infinite. */
export async function readSource(path: string): Promise<ShrinkSource> {
  const { model, bytes, isDivided } = await readModelFile(path);
  return { name: path, bytes: isDivided ? encodeModel(model) : bytes, foreign: readForeign(model, path) };
}
