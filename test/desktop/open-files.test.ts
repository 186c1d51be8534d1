import { execFile } from 'node:child_process';
import { appendFile, mkdir, open, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodePosterior, isSecateurError } from '../../core/index.ts';
import { createDocuments } from '../../desktop/host/documents/documents.ts';
import { typedPath } from '../../desktop/host/documents/typed-path.ts';
import { createUploads } from '../../desktop/host/documents/uploads.ts';
import { type RunningHost, startHost } from '../../desktop/host/index.ts';
import { privateFolder } from '../../desktop/host/state/private-folder.ts';
import { createRecentFiles } from '../../desktop/host/state/recent-files.ts';
import { stateFolder } from '../../desktop/host/state/state-folder.ts';
import type { Api } from '../../desktop/shared/index.ts';
import { compact, exportModel, planPruning } from '../../exporter/index.ts';
import { exampleReport } from '../support/example-report.ts';
import { examplePosterior } from '../support/posterior-example.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { apiOf } from './host-api.ts';

const folder = temporaryFolder();
const posterior = examplePosterior([6, 5, 3]);
const posteriorBytes = encodePosterior(posterior);
const modelBytes = exportModel(compact(posterior, planPruning(posterior, { name: 'top', count: 5 })), { posterior });
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

async function upload(name: string, bytes: Uint8Array, piece = 1 << 16) {
  const { upload } = await api.beginUpload({ name, sizeBytes: bytes.length });
  for (let offset = 0; offset < bytes.length; offset += piece) {
    await api.appendUpload({ upload, offset, bytes: bytes.subarray(offset, offset + piece) });
  }
  return api.finishUpload({ upload });
}

describe('a file', () => {
  test('is known by what is in it, not by its name', async () => {
    const files: [string, Uint8Array | string, string][] = [
      ['a.onnx', posteriorBytes, 'posterior'],
      ['a.json', modelBytes, 'model'],
      ['a.safetensors', JSON.stringify(exampleReport()), 'profile'],
    ];
    for (const [name, content, kind] of files) {
      const path = await folder.write(name, content);
      expect(await api.openFile({ path })).toMatchObject({ name, path, kind });
    }
  });

  test('that nothing here can read is refused with what could be', async () => {
    const files: [string, Uint8Array | string, RegExp][] = [
      ['empty', '', /is empty/],
      ['text', 'hello', /none of the files/],
      ['table.csv', 'a,b\n1,2', /is data, which the views Train/],
      ['torn.onnx', modelBytes.subarray(0, modelBytes.length - 1), /cut off/],
      ['torn.safetensors', posteriorBytes.subarray(0, 100), /cut off/],
      ['other.json', '{"kind":"something"}', /no report and no trade-off/],
      ['torn.json', '{"kind":"secateur-report",', /JSON/],
      ['other.safetensors', safetensors('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4), /no posterior/],
      ['pickle', new Uint8Array([0x80, 2, 0x7d, 0x71, 0, 0x2e]), /none of the files/],
      ['zip', new TextEncoder().encode('PK\u0003\u0004 and more of it'), /none of the files/],
    ];
    for (const [name, content, why] of files) {
      const path = await folder.write(name, content);
      await expect(api.openFile({ path })).rejects.toMatchObject({
        code: 'FORMAT_INVALID',
        message: expect.stringMatching(why),
      });
    }
    // A pipe would keep whoever opens it waiting.
    await promisify(execFile)('mkfifo', [folder.at('pipe')]);
    await expect(api.openFile({ path: folder.at('pipe') })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await mkdir(folder.at('a-folder'));
    await expect(api.openFile({ path: folder.at('a-folder') })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await expect(api.openFile({ path: folder.at('gone') })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(api.openFile({ path: 'a\0b' })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  test('that was changed in any way is opened or refused, and never anything else', async () => {
    const documents = createDocuments();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(posteriorBytes, modelBytes),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (bytes, changes, isTorn) => {
          const changed = bytes.slice();
          for (const [at, byte] of changes) changed[at % Math.min(bytes.length, 400)] = byte;
          const path = await folder.write(
            'changed',
            isTorn ? changed.subarray(0, changes[0]![0] % bytes.length) : changed,
          );
          await documents.open(path).catch((error: unknown) => {
            expect(isSecateurError(error) && error.code).toBe('FORMAT_INVALID');
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  test('that is opened twice is one document, by whatever way', async () => {
    const path = await folder.write('twice.onnx', modelBytes);
    await symlink(path, folder.at('link.onnx'));
    const [first, atOnce] = await Promise.all([api.openFile({ path }), api.openFile({ path })]);
    expect(atOnce).toEqual(first);
    expect(await api.openFile({ path })).toEqual(first);
    expect(await api.openFile({ path: folder.at('link.onnx') })).toEqual(first);
    expect((await api.hostState({})).documents.filter(({ document }) => document === first.document)).toHaveLength(1);
    await api.closeDocument({ document: first.document });
    expect((await api.hostState({})).documents).not.toContainEqual(first);
  });

  test('is found by its path as people type and paste it', async () => {
    const path = await folder.write('a model.onnx', modelBytes);
    const opened = await api.openFile({ path });
    for (const typed of [` ${path} `, `"${path}"`, pathToFileURL(path).href]) {
      expect(await api.openFile({ path: typed })).toEqual(opened);
    }
    expect(typedPath('~/a.onnx')).toBe(join(homedir(), 'a.onnx'));
    for (const same of ['mnist', 'sim:bai,n=50', 'a~/b', 'file://elsewhere/a%zz']) expect(typedPath(same)).toBe(same);
  });

  test('that a page sent is called by its name in every message', async () => {
    const damaged = posteriorBytes.slice();
    new DataView(damaged.buffer).setFloat32(damaged.length - 4, Number.NaN, true);
    const { document } = await upload('damaged.safetensors', damaged);
    for (const refused of [api.pruneBasis({ document, criterion: 'inclusion' }), api.tryOffer({ document })]) {
      await expect(refused).rejects.toMatchObject({ message: expect.stringMatching(/^damaged\.safetensors: /) });
    }
    await api.closeDocument({ document });
  });

  test('that was changed or removed after it was opened is not taken for what it was', async () => {
    const path = await folder.write('changing.onnx', modelBytes);
    const { document } = await api.openFile({ path });
    expect(await host.host.documents.file(document, 'model')).toMatchObject({ path });
    await expect(host.host.documents.file(document, 'posterior')).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    await utimes(path, 1, 1);
    await expect(host.host.documents.file(document)).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringMatching(/has changed since/),
    });
    const again = await api.openFile({ path });
    expect(again.document).not.toBe(document);
    await rm(path);
    await expect(host.host.documents.file(again.document)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});

describe('an upload', () => {
  test('arrives whole in pieces, and is gone when it is closed', async () => {
    const opened = await upload('mine.onnx', modelBytes, 100);
    expect(opened).toMatchObject({ kind: 'model', name: 'mine.onnx', path: undefined, sizeBytes: modelBytes.length });
    const { path } = await host.host.documents.file(opened.document);
    expect(new Uint8Array(await readFile(path))).toEqual(modelBytes);
    expect((await stat(path)).mode & 0o077).toBe(0);
    await api.closeDocument({ document: opened.document });
    await expect(stat(path)).rejects.toThrow();
  });

  test('goes nowhere but its own folder, whatever it is called', async () => {
    for (const name of ['../../x.onnx', '/etc/passwd', '..', '.', '', 'a/b\\c', 'n\0ul', 'ü'.repeat(255), '.hidden']) {
      const opened = await upload(name, modelBytes);
      expect(opened.name).toBe(name);
      const { path } = await host.host.documents.file(opened.document);
      expect(path.startsWith(tmpdir())).toBe(true);
      expect(path).toMatch(/[\\/][\da-f-]{36}[\\/][\w-][\w.-]*$/);
      await api.closeDocument({ document: opened.document });
    }
  });

  test('is refused when its pieces do not follow each other, or are more or fewer than announced', async () => {
    const { upload: id } = await api.beginUpload({ name: 'x.onnx', sizeBytes: 10 });
    const append = (offset: number, length: number) =>
      api.appendUpload({ upload: id, offset, bytes: new Uint8Array(length) });
    await append(0, 4);
    for (const [offset, length] of [
      [0, 4],
      [3, 2],
      [5, 2],
      [2 ** 40, 1],
      [4, 7],
    ] as const) {
      await expect(append(offset, length)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    }
    const both = await Promise.allSettled([append(4, 2), append(4, 2)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(api.finishUpload({ upload: id })).rejects.toMatchObject({
      message: expect.stringMatching(/only 6 of 10 bytes/),
    });
    await api.cancelUpload({ upload: id });
    await expect(append(6, 1)).rejects.toMatchObject({ message: expect.stringMatching(/is over/) });
  });

  test('that cannot fit is refused before it begins, and there are not too many at a time', async () => {
    await expect(api.beginUpload({ name: 'x', sizeBytes: 2 ** 31 + 1 })).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
    });
    const begun: string[] = [];
    for (let each = 0; each < 16; each++) begun.push((await api.beginUpload({ name: 'x', sizeBytes: 1 })).upload);
    await expect(api.beginUpload({ name: 'x', sizeBytes: 1 })).rejects.toMatchObject({
      message: expect.stringMatching(/Drop fewer files/),
    });
    for (const id of begun) await api.cancelUpload({ upload: id });
  });

  test('that finds no room says so, and leaves nothing', async () => {
    const none = createUploads(folder.at('no-such-folder'), createDocuments());
    await expect(none.begin('x.onnx', 1)).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    const place = folder.at('uploads');
    await mkdir(place);
    // A device that every write finds full.
    const full = createUploads(place, createDocuments(), () => open('/dev/full', 'w'));
    const id = await full.begin('x.onnx', 4);
    await expect(full.append(id, 0, new Uint8Array(4))).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      message: expect.stringMatching(/no space|ENOSPC/i),
    });
    await expect(full.append(id, 0, new Uint8Array(4))).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    expect(await readdir(place)).toEqual([]);
  });
});

test('temporary folders of hosts that were killed go after a day, and no others', async () => {
  const parent = folder.at('temporary');
  // Larger than any process has.
  const killed = ['secateur-host-99999999-old', 'secateur-host-99999999-new'];
  const others = [`secateur-host-${process.pid}-old`, 'secateur-host-x', 'another'];
  for (const name of [...killed, ...others]) await mkdir(`${parent}/${name}/upload`, { recursive: true });
  for (const name of [killed[0]!, ...others]) await utimes(`${parent}/${name}`, 1, 1);
  const own = await privateFolder(parent);
  expect((await stat(own)).mode & 0o077).toBe(0);
  expect((await readdir(parent)).sort()).toEqual([killed[1]!, ...others, basename(own)].sort());
});

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

function safetensors(header: string, dataBytes: number): Uint8Array {
  const bytes = new Uint8Array(8 + header.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(new TextEncoder().encode(header), 8);
  return bytes;
}
