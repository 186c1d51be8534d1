import { readFile } from 'node:fs/promises';
import { SecateurError } from '../../core/index.ts';
import { resultsPath } from '../support/results.ts';
import { checkSameRecipe, resumeRemedy } from '../support/same-recipe.ts';
import type { Recipe } from './recipe.ts';
import type { UciRun } from './summary.ts';

/**
 * What `--resume` goes on from; nothing where there is no file. All of it has to be what the command at hand measures, for
 * the file that comes out says that it did.
 * @throws ARGUMENT_INVALID where the file is of another recipe, or has what this command does not ask for
 */
export async function runsBefore(
  output: string | undefined,
  recipe: Recipe,
  isAskedFor: (run: UciRun) => boolean,
): Promise<UciRun[]> {
  const path = resultsPath('uci', output);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const before = JSON.parse(text) as { recipe?: Recipe; runs: UciRun[] };
  checkSameRecipe(path, before.recipe, recipe);
  const other = before.runs.find((run) => !isAskedFor(run));
  if (other) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `--resume: ${path} has split ${other.split} of ${other.name}, which these options do not ask for. Give the options that it was begun with, or more --splits. ${resumeRemedy}`,
    );
  }
  return before.runs;
}
