import { type Posterior, type Scores, SecateurError } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { criteria, scoresOf } from '../../exporter/index.ts';
import { taylorScores } from '../../trainer/index.ts';

/** Every criterion there is: those of a posterior alone, and `taylor`, which needs data. */
export const criterionNames: readonly string[] = [...criteria.map(({ name }) => name), 'taylor'];

/**
 * Scores units and inputs by any criterion, for `planPruning(posterior, rule, { criterion: scores })`.
 * @param dataset what the posterior was trained on; only `taylor` reads it
 * @throws ARGUMENT_INVALID for an unknown name, or when the posterior or the data the criterion needs is lacking
 */
export async function scoreGroups(posterior: Posterior, name: string, dataset?: Dataset): Promise<Scores> {
  if (name !== 'taylor') return scoresOf(posterior, name);
  if (dataset) return taylorScores(posterior, dataset);
  throw new SecateurError(
    'ARGUMENT_INVALID',
    'The criterion taylor needs the data that the posterior was trained on. Name it with --data, or give a data set.',
  );
}
