import { appendFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { createRecentFiles } from '../../desktop/host/state/recent-files.ts';
import { stateFolder } from '../../desktop/host/state/state-folder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

describe('recent files', () => {
  test('are the last ones opened, latest first, and come back with the next host', async () => {
    const state = folder.at('recent');
    const recent = createRecentFiles(state);
    const open = (path: string | undefined) =>
      recent.add({ document: 'd', kind: 'model', name: 'n', path, sizeBytes: 1 });
    await Promise.all(['/a', '/b', undefined, '/c', '/a'].map(open));
    expect((await recent.list()).map(({ path }) => path)).toEqual(['/a', '/c', '/b']);
    expect(await createRecentFiles(state).list()).toEqual(await recent.list());
    for (let each = 0; each < 30; each++) await open(`/${each}`);
    expect(await recent.list()).toHaveLength(20);
  });

  test('begin anew when what was kept of them cannot be read', async () => {
    const state = folder.at('damaged');
    await createRecentFiles(state).add({ document: 'd', kind: 'model', name: 'n', path: '/a', sizeBytes: 1 });
    for (const content of ['', '{', '[]', '{"schemaVersion":1,"files":[{"path":1}]}', '\0'.repeat(100)]) {
      await writeFile(`${state}/recent-files.json`, content);
      const recent = createRecentFiles(state);
      expect(await recent.list()).toEqual([]);
      await recent.add({ document: 'd', kind: 'posterior', name: 'n', path: '/b', sizeBytes: 1 });
      expect(await createRecentFiles(state).list()).toEqual([{ path: '/b', kind: 'posterior' }]);
      await appendFile(`${state}/recent-files.json`, 'x');
    }
  });

  test('are remembered for as long as the host runs where nothing can be written', async () => {
    await folder.write('a-file', '');
    const recent = createRecentFiles(folder.at('a-file'));
    await recent.add({ document: 'd', kind: 'model', name: 'n', path: '/a', sizeBytes: 1 });
    expect(await recent.list()).toEqual([{ path: '/a', kind: 'model' }]);
  });

  test('lie where the platform keeps such things', () => {
    expect(stateFolder({ XDG_STATE_HOME: '/state' }, 'linux')).toBe('/state/secateur');
    expect(stateFolder({}, 'linux')).toMatch(/\.local\/state\/secateur$/);
    expect(stateFolder({}, 'darwin')).toMatch(/Library\/Application Support\/Secateur$/);
    expect(stateFolder({ APPDATA: '/roaming' }, 'win32')).toBe('/roaming/Secateur');
  });
});
