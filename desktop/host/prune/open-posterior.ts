import { stat } from 'node:fs/promises';
import { readPosterior } from '../../../api/index.ts';
import type { Posterior } from '../../../core/index.ts';

let last: { readonly key: string; readonly posterior: Promise<Posterior> } | undefined;

/** The posterior of a file, which is kept: a page asks one question about it after the other. Errors as `readPosterior`. */
export async function openPosterior(path: string): Promise<Posterior> {
  const found = await stat(path).catch(() => undefined);
  const key = JSON.stringify([path, found?.size, found?.mtimeMs, found?.ino]);
  if (last?.key === key) return last.posterior;
  const posterior = readPosterior(path);
  last = { key, posterior };
  posterior.catch(() => {
    last = undefined;
  });
  return posterior;
}
