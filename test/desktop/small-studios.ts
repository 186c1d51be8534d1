import { mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { type Studio, type StudioOptions, startStudio } from '../../desktop/studio/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Studios on small pages in place of the built ones, beside which lies a file that is no page. */
export function smallStudios() {
  const folder = temporaryFolder();
  const bugs: unknown[] = [];
  let studio: Studio;
  const start = (more: Pick<StudioOptions, 'port' | 'files' | 'pagesFolder'> = {}) =>
    startStudio({
      version: '0.0.0',
      stateFolder: folder.at('state'),
      pagesFolder: folder.at('pages'),
      onBug: (...bug) => bugs.push(bug),
      ...more,
    });
  beforeAll(async () => {
    await mkdir(folder.at('pages/assets'), { recursive: true });
    await folder.write('pages/index.html', '<!doctype html><title>pages</title>');
    await folder.write('pages/assets/main.js', 'export {};');
    await folder.write('secret.html', 'secret');
    studio = await start();
  });
  afterAll(async () => {
    await studio.close();
    expect(bugs).toEqual([]);
  });
  return { folder, start, studio: () => studio };
}
