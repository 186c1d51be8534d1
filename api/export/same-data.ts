import { isSecateurError, likelihoodOf, type Posterior, SecateurError } from '../../core/index.ts';
import { type Dataset, takesTask } from '../../datasets/index.ts';
import { type DataOptions, loadData } from '../data-options.ts';

/** The data at a path, which is read once however often it is asked for. */
export type SameData = (data: string) => Promise<Dataset>;

/** For the many parts of an export that look at the data a posterior was trained on. */
export function sameDataAs(source: string, posterior: Posterior, options: DataOptions): SameData {
  const loaded = new Map<string, Promise<Dataset>>();
  return (data) => {
    const earlier = loaded.get(data);
    if (earlier) return earlier;
    const dataset = loadSameData(source, posterior, data, options);
    loaded.set(data, dataset);
    return dataset;
  };
}

/** The data that a posterior was trained on. Other rows, or another division of them, would scale inputs differently and train on rows meant for the test. */
export async function loadSameData(
  source: string,
  posterior: Posterior,
  data: string,
  options: DataOptions,
): Promise<Dataset> {
  const { task, tempering, seed } = posterior;
  const column = tempering.weights?.column;
  const dataset = await loadData(data, {
    ...(takesTask(data) && { task: task.kind }),
    ...options,
    likelihood: likelihoodOf(task),
    ...(column !== undefined && { sampleWeights: column }),
    seed,
  }).catch((error: unknown) => {
    // Read with another target, sound data can be faulted for anything.
    if (!isSecateurError(error) || error.code !== 'DATA_INVALID') throw error;
    throw new SecateurError(error.code, `${error.message} ${sameOptions}`, { cause: error });
  });
  if (dataset.provenance.sha256 === posterior.data.sha256) return dataset;
  throw new SecateurError(
    'DATA_INVALID',
    `${data}: is not the data, or not the division into training and test rows, that ${source} was trained on. ${sameOptions}`,
  );
}

const sameOptions =
  'Give the file that train was given, with the same options on data (--target, --split, --test-fraction, ...).';
