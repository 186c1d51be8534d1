import { loadSameData } from '../../../api/commands.ts';
import { scoreGroups } from '../../../api/index.ts';
import type { Posterior, Scores } from '../../../core/index.ts';
import type { NamedData } from '../../shared/index.ts';
import type { NamedSource } from '../documents/recognise.ts';

/** What members are ordered by. */
export interface AskedOrder extends NamedSource {
  readonly criterion: string;
  readonly scoredOn?: NamedData;
}

/** Scores are kept with the posterior: those on data take seconds, and every question needs them. */
const known = new WeakMap<Posterior, Map<string, Promise<Scores>>>();

/** @throws as `scoreGroups` and, where the criterion looks at data, `loadSameData` */
export function scoresFor(posterior: Posterior, { criterion, scoredOn, name }: AskedOrder): Promise<Scores> {
  const scores = known.get(posterior) ?? new Map<string, Promise<Scores>>();
  known.set(posterior, scores);
  const key = JSON.stringify([criterion, scoredOn]);
  const found = scores.get(key) ?? scored(posterior, criterion, scoredOn, name);
  scores.set(key, found);
  found.catch(() => scores.delete(key));
  return found;
}

async function scored(posterior: Posterior, criterion: string, data: NamedData | undefined, name: string) {
  const dataset = data && (await loadNamed(name, posterior, data));
  return scoreGroups(posterior, criterion, dataset);
}

/** The data that a posterior was trained on, as a page names it. Errors as `loadSameData`. */
export function loadNamed(name: string, posterior: Posterior, { source, ...options }: NamedData) {
  return loadSameData(name, posterior, source, options);
}
