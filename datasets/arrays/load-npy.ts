import { dirname, join } from 'node:path';
import { SecateurError } from '../../core/index.ts';
import { readBytes } from '../../files/index.ts';
import type { Dataset, LoadOptions } from '../dataset.ts';
import { sha256 } from '../provenance.ts';
import { arrayDataset, type Named } from './array-dataset.ts';
import { parseNpy } from './npy.ts';

/**
 * A table or images from a .npy file. Targets are those of `options.targetFile`, or a table's last column; weights those
 * of a file that lies beside it.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, FORMAT_INVALID, UNSUPPORTED; and as `arrayDataset`.
 */
export async function loadNpy(path: string, options: LoadOptions): Promise<Dataset> {
  const hashes: string[] = [];
  const read = async (file: string): Promise<Named> => {
    const bytes = await readBytes(file);
    hashes.push(sha256(bytes));
    return { name: file, npy: parseNpy(bytes, file) };
  };
  const { targetFile, sampleWeights } = options;
  const x = await read(path);
  const y = targetFile === undefined ? undefined : await read(targetFile);
  const weights = sampleWeights === undefined ? undefined : await read(besides(path, sampleWeights));
  const examples = { x, ...(y && { y }), ...(weights && { weights: { ...weights, column: sampleWeights! } }) };
  return arrayDataset(path, examples, undefined, hashes, options);
}

/** A posterior records the name, by which `export` finds the file again; a path would be of one machine only. */
function besides(path: string, name: string): string {
  if (/^[^/\\]+\.npy$/i.test(name)) return join(dirname(path), name);
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `The weights of ${path} are to be in '${name}', which is no name of a .npy file. Name one that lies in the same folder.`,
  );
}
