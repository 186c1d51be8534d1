import { readBytes } from '../../files/index.ts';
import { decodeModel, readForeign } from '../../onnx/index.ts';
import type { ShrinkSource } from './shrink-options.ts';

/** Reads a model to shrink. @throws FILE_NOT_FOUND, FILE_UNREADABLE, FORMAT_INVALID, DATA_INVALID as `readForeign` */
export async function readSource(path: string): Promise<ShrinkSource> {
  const bytes = await readBytes(path);
  return { name: path, bytes, foreign: readForeign(decodeModel(bytes, path), path) };
}
