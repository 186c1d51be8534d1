import { openRanges, readBytes } from '../files/index.ts';
import { decodeModel, type OnnxModel, validateModel, withNodesInOrder } from '../onnx/index.ts';

/**
 * Any ONNX model from its file, whole: values that it keeps in other files are read from its own folder and those below
 * it, never from elsewhere. Memory is that of the model's tensors.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE; FORMAT_INVALID for bytes that are no model, parts that contradict each other, and
 * data outside the folder or the files; UNSUPPORTED for what the format allows and we do not read
 */
export async function readModel(path: string): Promise<OnnxModel> {
  const bytes = await readBytes(path);
  using ranges = openRanges(path);
  const model = withNodesInOrder(
    decodeModel(bytes, path, ({ location, offset, length }) => ranges.read(location, offset, length)),
    path,
  );
  validateModel(model, path);
  return model;
}
