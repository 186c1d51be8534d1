import { readBytes } from '../../files/index.ts';
import { decodeModel, encodeModel, type OnnxModel, readForeign } from '../../onnx/index.ts';
import { readModel } from '../read-model.ts';
import type { ShrinkSource } from './shrink-options.ts';

/** Reads a model to shrink. Errors as `readModel`; DATA_INVALID where its weights are NaN or infinite. */
export async function readSource(path: string): Promise<ShrinkSource> {
  const model = await readModel(path);
  return { name: path, bytes: await wholeFile(path, model), foreign: readForeign(model, path) };
}

/** The file as it is where it is all there is; with the weights of other files in it where they are elsewhere. */
async function wholeFile(path: string, model: OnnxModel): Promise<Uint8Array> {
  const bytes = await readBytes(path);
  try {
    decodeModel(bytes, path);
    return bytes;
  } catch {
    return encodeModel(model);
  }
}
