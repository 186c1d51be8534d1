import { sourcesDigest } from '../support/sources-digest.ts';

/** What is done with every split of every data set. Runs of another recipe, or of other code, are about something else. */
export const recipe = {
  /** Of the dense network's parameters, what the pruned one may have. */
  share: 0.3,
  /** `--teachers` and `--fine-tune-epochs`. */
  teachers: 3,
  fineTuneEpochs: 80,
} as const;

export type Recipe = typeof recipe & {
  /** Of the compiled code that trains, cuts and measures. */
  readonly sources: string;
};

export async function recipeHere(): Promise<Recipe> {
  return { ...recipe, sources: await sourcesDigest(['core', 'datasets', 'trainer', 'exporter']) };
}
