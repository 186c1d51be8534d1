import { chmod, mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { encodePosterior } from '../../core/index.ts';
import { type RunningHost, startHost } from '../../desktop/host/index.ts';
import type { NamedFile } from '../../desktop/shared/index.ts';
import { fileManager } from '../../desktop/studio/reveal-file.ts';
import { examplePosterior } from '../support/posterior-example.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { apiOf } from './host-api.ts';

const folder = temporaryFolder();
const posterior = encodePosterior(examplePosterior());

describe('showing files in their folders', () => {
  let host: RunningHost;
  let shown: string[];
  const bugs: unknown[] = [];
  beforeEach(async () => {
    shown = [];
    host = await startHost({
      home: 'studio',
      version: '0.0.0',
      stateFolder: folder.at('state'),
      reveal: async (path) => void shown.push(path),
      onBug: (...bug) => bugs.push(bug),
    });
  });
  afterEach(async () => {
    await host.close();
    expect(bugs).toEqual([]);
  });

  test('works for a document while it is open and there', async () => {
    const api = apiOf(host);
    expect(await api.hostState({})).toMatchObject({ canReveal: true });
    const path = await folder.write('shown.safetensors', posterior);
    const { document } = await api.openFile({ path });
    await api.revealFile({ document });
    expect(shown).toEqual([path]);
    await rm(path);
    await expect(api.revealFile({ document })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await folder.write('shown.safetensors', posterior);
    await api.closeDocument({ document });
    await expect(api.revealFile({ document })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    expect(shown).toHaveLength(1);
  });

  test('leads to where a file lies, not to a link to it', async () => {
    const api = apiOf(host);
    for (const name of ['real', 'links']) await mkdir(folder.at(name));
    const path = await folder.write('real/model.safetensors', posterior);
    await symlink(path, folder.at('links/model.safetensors'));
    const { document } = await api.openFile({ path: folder.at('links/model.safetensors') });
    await api.revealFile({ document });
    expect(shown).toEqual([path]);
  });

  test('is for what was opened or written here: no path, and no name of anything else, leads anywhere', async () => {
    const api = apiOf(host);
    const { upload } = await api.beginUpload({ name: 'sent.safetensors', sizeBytes: posterior.length });
    await api.appendUpload({ upload, offset: 0, bytes: posterior });
    const { document } = await api.finishUpload({ upload });
    const job = host.host.jobs.start('profile', 'p', async () => ({ models: [] }) as never).job;
    const named: readonly unknown[] = [
      { document },
      { job },
      ...['document', 'job', 'run', 'saved'].flatMap((kind) =>
        ['', '/etc/passwd', '..', '__proto__', 'f'.repeat(36)].map((name) => ({ [kind]: name })),
      ),
      { path: '/etc/passwd' },
      { document, path: '/etc/passwd' },
      '/etc/passwd',
    ];
    for (const file of named) {
      await expect(api.revealFile(file as NamedFile)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    }
    expect(shown).toEqual([]);
  });
});

describe('the file manager of the studio', () => {
  test('is not asked where nobody would see it', () => {
    expect(fileManager({}, 'linux')).toBeUndefined();
    expect(fileManager({ DISPLAY: ':0', SSH_CONNECTION: 'somewhere' }, 'linux')).toBeUndefined();
    expect(fileManager({ SSH_CONNECTION: 'somewhere' }, 'darwin')).toBeUndefined();
  });

  test('is given the folder, whatever the file is called, and says when there is none', async () => {
    for (const name of ['bin', 'in $(touch here)']) await mkdir(folder.at(name));
    await folder.write('bin/xdg-open', '#!/bin/sh\nprintf "%s\\n" "$@" > "$ASKED"\n');
    await chmod(folder.at('bin/xdg-open'), 0o755);
    const environment = { DISPLAY: ':0', PATH: `${folder.at('bin')}:/bin:/usr/bin`, ASKED: folder.at('asked') };
    const path = await folder.write('in $(touch here)/-n; "x".onnx', 'x');
    await fileManager(environment, 'linux')!(path);
    expect(await readFile(folder.at('asked'), 'utf8')).toBe(`${folder.at('in $(touch here)')}\n`);
    const nobody = fileManager({ ...environment, PATH: folder.at('nowhere') }, 'linux')!;
    await expect(nobody(path)).rejects.toMatchObject({ code: 'UNSUPPORTED', message: expect.stringContaining(path) });
    await folder.write('bin/xdg-open', '#!/bin/sh\nexit 3\n');
    await expect(fileManager(environment, 'linux')!(path)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});
