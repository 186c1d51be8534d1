import { stat } from 'node:fs/promises';
import { decodePosterior, type Posterior } from '../../../core/index.ts';
import { readBytes } from '../../../files/index.ts';
import type { NamedSource } from './recognise.ts';

let last: { readonly key: string; readonly posterior: Promise<Posterior> } | undefined;

/** The posterior of a file, which is kept: a page asks one question about it after the other. Errors as `readPosterior`. */
export async function openPosterior({ path, name }: NamedSource): Promise<Posterior> {
  const found = await stat(path).catch(() => undefined);
  const key = JSON.stringify([path, found?.size, found?.mtimeMs, found?.ino]);
  if (last?.key === key) return last.posterior;
  const posterior = readBytes(path).then((bytes) => decodePosterior(bytes, name));
  last = { key, posterior };
  posterior.catch(() => {
    last = undefined;
  });
  return posterior;
}
