import { openRanges, readBytes } from '../files/index.ts';
import {
  decodeModel,
  encodeModel,
  type OnnxModel,
  refuseFalseOutputs,
  validateModel,
  withNodesInOrder,
} from '../onnx/index.ts';

/** A model and the file it was read from. */
export interface ModelFile {
  readonly model: OnnxModel;
  readonly bytes: Uint8Array;
  /** Whether the model has values in other files. */
  readonly isDivided: boolean;
}

/**
 * Any ONNX model from its file, whole: values that it keeps in other files are read from its own folder and those below
 * it, never from elsewhere. Memory is that of the model's tensors.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE; FORMAT_INVALID for bytes that are no model, parts that contradict each other,
 * outputs said to have other shapes than they have, and data outside the folder or the files; UNSUPPORTED for what the format
 * allows and we do not read
 */
export async function readModel(path: string): Promise<OnnxModel> {
  return (await readModelFile(path)).model;
}

/** The same for whoever needs the bytes too. Errors as `readModel`. */
export async function readModelFile(path: string): Promise<ModelFile> {
  const bytes = await readBytes(path);
  using ranges = openRanges(path);
  let isDivided = false;
  const decoded = decodeModel(bytes, path, ({ location, offset, length }) => {
    isDivided = true;
    return ranges.read(location, offset, length);
  });
  const model = withNodesInOrder(decoded, path);
  validateModel(model, path);
  refuseFalseOutputs(model, path);
  return { model, bytes, isDivided };
}

/** The bytes of a model in one piece, also where it has values in other files. Errors as `readModel`. */
export async function readWhole(path: string): Promise<Uint8Array> {
  const { model, bytes, isDivided } = await readModelFile(path);
  return isDivided ? encodeModel(model) : bytes;
}
