import { SecateurError } from '../../core/index.ts';

/** What to do about a file that `--resume` cannot go on from. */
export const resumeRemedy = 'Name another file with --output, or leave out --resume to begin anew.';

/**
 * Of a bench that goes on from the rows in its file.
 * @throws ARGUMENT_INVALID for a file of another recipe, naming the first value that differs: beginning anew would overwrite the
 * rows of hours
 */
export function checkSameRecipe(path: string, recipeBefore: unknown, recipe: object): void {
  // As it would be read back: what is undefined is not there.
  const [before, now] = [leavesOf(recipeBefore), leavesOf(JSON.parse(JSON.stringify(recipe)))];
  const changed = [...new Set([...before.keys(), ...now.keys()])].find((name) => before.get(name) !== now.get(name));
  if (changed === undefined) return;
  const [was, is] = [before, now].map((leaves) => leaves.get(changed) ?? 'not said');
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `--resume: ${path} was measured by another recipe: ${changed} ${was}, now ${is}. ${resumeRemedy}`,
  );
}

/** Every value of a recipe by its path, such as `fineTune.learningRate`. */
function leavesOf(value: unknown, path = ''): Map<string, string> {
  if (value === undefined) return new Map();
  if (typeof value !== 'object' || value === null) return new Map([[path, JSON.stringify(value)]]);
  return new Map(Object.entries(value).flatMap(([key, each]) => [...leavesOf(each, path ? `${path}.${key}` : key)]));
}
