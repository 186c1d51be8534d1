import { basename } from 'node:path';
import { type FileToWrite, writeTogether } from '../files/index.ts';
import { encodePieces, type OnnxModel, splitModel, tensorBytes } from '../onnx/index.ts';

/** Below the 2 GiB of a file, with room for everything that is no tensor. */
const largestTensorBytes = 2 ** 31 - 2 ** 24;

/**
 * Writes a model as `path`, or as `path` and `path.data` with its weights where one file cannot hold them, without a copy of
 * the weights in memory. Half a model cannot be read for a whole one, whatever ends the process: the model itself appears
 * last, and an earlier one of its name goes first.
 * @param options.externalData true for two files whatever their size; by default above 2 GiB
 * @returns the paths of the files
 * @throws FILE_UNWRITABLE; what `encodeModel` throws
 */
export async function writeModel(
  path: string,
  model: OnnxModel,
  options: { readonly externalData?: boolean } = {},
): Promise<readonly string[]> {
  const { externalData = tensorBytes(model) > largestTensorBytes } = options;
  const files = externalData ? pair(path, model) : [{ path, content: encodePieces(model) }];
  await writeTogether(files);
  return files.map((file) => file.path);
}

function pair(path: string, model: OnnxModel): FileToWrite[] {
  const dataPath = `${path}.data`;
  const split = splitModel(model, basename(dataPath));
  return [
    { path: dataPath, content: split.data },
    { path, content: split.model },
  ];
}
