import { isSecateurError, randomStream } from '../../core/index.ts';
import { type Dataset, loadDataset } from '../../datasets/index.ts';
import { drawPictures } from './pictures.ts';

const testPictures = 2000;

/** `pictures` is drawn; all others are sources of `secateur train`. */
function sourceOf(name: string, examples: number): string {
  return name === 'pictures' ? `out/bench/pictures-${examples}` : name;
}

/**
 * What all tasks on a data set read, made before they begin.
 * @returns why the data set cannot be had; undefined where it can
 */
export async function prepareData(name: string, examples: number): Promise<string | undefined> {
  // A twelfth of the training pictures is what validates.
  if (name === 'pictures') {
    const train = Math.ceil((examples * 12) / 11);
    await drawPictures(sourceOf(name, examples), { train, test: testPictures });
    return undefined;
  }
  try {
    await loadDataset(name);
    return undefined;
  } catch (error) {
    if (isSecateurError(error) && error.code === 'DEPENDENCY_MISSING') return error.message;
    throw error;
  }
}

/** At most `examples` training images, drawn from all of them: files may be sorted by class. */
export async function readData(name: string, examples: number): Promise<Dataset> {
  const dataset = await loadDataset(sourceOf(name, examples));
  const { train } = dataset.split;
  const chosen = randomStream(0, 'bench examples').permutation(train.length).subarray(0, examples).sort();
  return { ...dataset, split: { ...dataset.split, train: chosen.map((index) => train[index]!) } };
}
