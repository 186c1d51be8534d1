import { SecateurError } from '../../core/index.ts';
import { readBytes } from '../../files/index.ts';
import type { Dataset, LoadOptions } from '../dataset.ts';
import { sha256 } from '../provenance.ts';
import { refuseOptions } from '../refuse-options.ts';
import { shortList } from '../short-list.ts';
import { arrayDataset, type Examples, type Named } from './array-dataset.ts';
import { parseNpy } from './npy.ts';
import { readZip, type ZipEntry } from './zip.ts';

const exampleNames = ['x', 'X', 'features', 'data', 'images'];
const targetNames = ['y', 'Y', 'labels', 'target', 'targets'];

/**
 * A table or images from an .npz file: arrays `x_train`, `y_train`, `x_test` and `y_test` as Keras writes them, or one
 * array of examples (x, X, features, data, images) and one of targets (y, Y, labels, target, targets); any other may hold
 * weights of the (training) examples.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, FORMAT_INVALID, UNSUPPORTED; DATA_INVALID when the arrays have other names;
 * and as `arrayDataset`.
 */
export async function loadNpz(path: string, options: LoadOptions): Promise<Dataset> {
  refuseOptions(
    path,
    { ...(options.targetFile !== undefined && { targetFile: options.targetFile }) },
    [],
    'an .npz file holds its targets itself',
  );
  const bytes = await readBytes(path);
  const entries = new Map(readZip(bytes, path).map((entry) => [entry.name.replace(/\.npy$/, ''), entry]));
  const array = async (name: string): Promise<Named> => {
    const file = `${path}, ${name}`;
    return { name: file, npy: parseNpy(await entries.get(name)!.read(), file) };
  };
  const hashes = [sha256(bytes)];
  const column = options.sampleWeights;
  if (column !== undefined && !entries.has(column)) throw absent(path, entries, column);
  const weighted = column !== undefined && { weights: { ...(await array(column)), column } };
  if (entries.has('x_train')) {
    for (const name of ['y_train', 'x_test', 'y_test']) if (!entries.has(name)) throw absent(path, entries, name);
    const train: Examples = { x: await array('x_train'), y: await array('y_train'), ...weighted };
    const test: Examples = { x: await array('x_test'), y: await array('y_test') };
    return arrayDataset(path, train, test, hashes, options);
  }
  const x = oneOf(path, entries, exampleNames);
  const y = oneOf(path, entries, targetNames);
  return arrayDataset(path, { x: await array(x), y: await array(y), ...weighted }, undefined, hashes, options);
}

function oneOf(path: string, entries: ReadonlyMap<string, ZipEntry>, names: readonly string[]): string {
  const found = names.filter((name) => entries.has(name));
  if (found.length === 1) return found[0]!;
  if (found.length === 0) throw absent(path, entries, names.join(', '));
  throw new SecateurError('DATA_INVALID', `${path}: holds both ${found.join(' and ')}. Leave one out.`);
}

function absent(path: string, entries: ReadonlyMap<string, ZipEntry>, name: string): SecateurError {
  return new SecateurError(
    'DATA_INVALID',
    `${path}: has no array ${name}; it has ${shortList([...entries.keys()], 10) || 'none'}. Write numpy.savez(file, x=..., y=...), or x_train, y_train, x_test and y_test.`,
  );
}
