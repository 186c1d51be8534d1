import { readdirSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { SecateurError } from '../core/index.ts';
import { loadNpy } from './arrays/load-npy.ts';
import { loadNpz } from './arrays/load-npz.ts';
import type { Dataset, LoadOptions } from './dataset.ts';
import { loadFashionMnist } from './fashion-mnist.ts';
import { isIdxFile, loadIdxFolder } from './idx-folder.ts';
import { loadImageFolder } from './images/image-folder.ts';
import { loadCsv } from './load-csv.ts';
import { loadMnist } from './mnist.ts';
import { simulate } from './simulation/simulate.ts';
import { withLikelihood } from './with-likelihood.ts';

interface Source {
  readonly name: string;
  readonly matches: (source: string) => boolean;
  readonly load: (source: string, options: LoadOptions) => Promise<Dataset>;
  /** Whether numbers as targets may be classes or quantities; others know what theirs are. */
  readonly takesTask?: true;
}

/** Every kind of data set; the first that matches is used. */
const sources: readonly Source[] = [
  { name: 'mnist', matches: (source) => source === 'mnist', load: (_, options) => loadMnist(options) },
  {
    name: 'fashion-mnist',
    matches: (source) => source === 'fashion-mnist',
    load: (_, options) => loadFashionMnist(options),
  },
  {
    name: 'a simulation (sim:saha, sim:bai, ...)',
    matches: (source) => source.startsWith('sim:'),
    load: async (source, options) => simulate(source, options),
  },
  { name: 'a .csv or .tsv file', matches: (source) => /\.[ct]sv$/i.test(source), load: loadCsv, takesTask: true },
  { name: 'a .npy file', matches: (source) => /\.npy$/i.test(source), load: loadNpy, takesTask: true },
  { name: 'a .npz file', matches: (source) => /\.npz$/i.test(source), load: loadNpz, takesTask: true },
  { name: 'a folder of images by class', matches: isImageFolder, load: loadImageFolder },
  { name: 'a folder of IDX files', matches: isFolder, load: loadIdxFolder },
];

/** Folders within, and no IDX file beside them. A folder that cannot be listed is left to whoever reads it. */
function isImageFolder(path: string): boolean {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.some((entry) => entry.isDirectory()) && !entries.some(({ name }) => isIdxFile(name));
  } catch {
    return false;
  }
}

/** A path without an extension is taken for a folder when nothing is there, so that this is what the error says. */
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? extname(path) === '';
}

/** Whether `task` may be given with this source. */
export function takesTask(source: string): boolean {
  return sources.find(({ matches }) => matches(source))?.takesTask === true;
}

/**
 * Reads `mnist`, `fashion-mnist`, a simulation (`sim:...`), a `.csv`, `.tsv`, `.npy` or `.npz` file, a folder with the four
 * IDX files of an image set, or a folder of PNG and JPEG files. docs/data.md describes them.
 * @throws FILE_NOT_FOUND, FORMAT_INVALID, DATA_INVALID, ARGUMENT_INVALID, DEPENDENCY_MISSING; UNSUPPORTED when the
 * source is none of these.
 */
export async function loadDataset(source: string, options: LoadOptions = {}): Promise<Dataset> {
  const found = sources.find(({ matches }) => matches(source));
  if (found === undefined) {
    throw new SecateurError(
      'UNSUPPORTED',
      `${source}: not a kind of data set known here. Give one of: ${sources.map(({ name }) => name).join(', ')}.`,
    );
  }
  const { likelihood } = options;
  const dataset = await found.load(source, options);
  return likelihood === undefined ? dataset : withLikelihood(dataset, likelihood);
}
