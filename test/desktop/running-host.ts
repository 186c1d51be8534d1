import { afterAll, beforeAll, expect } from '@jest/globals';
import { type RunningHost, startHost } from '../../desktop/host/index.ts';
import type { Api } from '../../desktop/shared/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { apiOf } from './host-api.ts';

/** One host for all tests of a file, and what a page calls; bugs that it is told of fail the file. */
export function runningHost() {
  const folder = temporaryFolder();
  const bugs: unknown[] = [];
  let host: RunningHost;
  let api: Api;
  beforeAll(async () => {
    host = await startHost({
      home: 'studio',
      version: '0.0.0',
      stateFolder: folder.at('state'),
      onBug: (...bug) => bugs.push(bug),
    });
    api = apiOf(host);
  });
  afterAll(async () => {
    await host.close();
    expect(bugs).toEqual([]);
  });
  return { folder, host: () => host, api: () => api };
}
