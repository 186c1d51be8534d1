import { readBytes } from '../../files/index.ts';
import type { Dataset, LoadOptions } from '../dataset.ts';
import { sha256 } from '../provenance.ts';
import { arrayDataset } from './array-dataset.ts';
import { parseNpy } from './npy.ts';

/**
 * A table or images from a .npy file. Targets are those of `options.targetFile`, or a table's last column.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, FORMAT_INVALID, UNSUPPORTED; and as `arrayDataset`.
 */
export async function loadNpy(path: string, options: LoadOptions): Promise<Dataset> {
  const bytes = await readBytes(path);
  const x = { name: path, npy: parseNpy(bytes, path) };
  const { targetFile } = options;
  if (targetFile === undefined) return arrayDataset(path, { x }, undefined, [sha256(bytes)], options);
  const targetBytes = await readBytes(targetFile);
  const y = { name: targetFile, npy: parseNpy(targetBytes, targetFile) };
  return arrayDataset(path, { x, y }, undefined, [sha256(bytes), sha256(targetBytes)], options);
}
