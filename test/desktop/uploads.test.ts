import { mkdir, open, readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { encodePosterior } from '../../core/index.ts';
import { createDocuments } from '../../desktop/host/documents/documents.ts';
import { createUploads } from '../../desktop/host/documents/uploads.ts';
import { compact, exportModel, planPruning } from '../../exporter/index.ts';
import { examplePosterior } from '../support/posterior-example.ts';
import { runningHost } from './running-host.ts';

const { folder, host, api } = runningHost();
const posterior = examplePosterior([6, 5, 3]);
const posteriorBytes = encodePosterior(posterior);
const modelBytes = exportModel(compact(posterior, planPruning(posterior, { name: 'top', count: 5 })), { posterior });

async function upload(name: string, bytes: Uint8Array, piece = 1 << 16) {
  const { upload } = await api().beginUpload({ name, sizeBytes: bytes.length });
  for (let offset = 0; offset < bytes.length; offset += piece) {
    await api().appendUpload({ upload, offset, bytes: bytes.subarray(offset, offset + piece) });
  }
  return api().finishUpload({ upload });
}

describe('an upload', () => {
  test('is called by its name in every message', async () => {
    const damaged = posteriorBytes.slice();
    new DataView(damaged.buffer).setFloat32(damaged.length - 4, Number.NaN, true);
    const { document } = await upload('damaged.safetensors', damaged);
    for (const refused of [api().pruneBasis({ document, criterion: 'inclusion' }), api().tryOffer({ document })]) {
      await expect(refused).rejects.toMatchObject({ message: expect.stringMatching(/^damaged\.safetensors: /) });
    }
    await api().closeDocument({ document });
  });

  test('arrives whole in pieces, and is gone when it is closed', async () => {
    const opened = await upload('mine.onnx', modelBytes, 100);
    expect(opened).toMatchObject({ kind: 'model', name: 'mine.onnx', path: undefined, sizeBytes: modelBytes.length });
    const { path } = await host().host.documents.file(opened.document);
    expect(new Uint8Array(await readFile(path))).toEqual(modelBytes);
    expect((await stat(path)).mode & 0o077).toBe(0);
    await api().closeDocument({ document: opened.document });
    await expect(stat(path)).rejects.toThrow();
  });

  test('goes nowhere but its own folder, whatever it is called', async () => {
    for (const name of ['../../x.onnx', '/etc/passwd', '..', '.', '', 'a/b\\c', 'n\0ul', 'ü'.repeat(255), '.hidden']) {
      const opened = await upload(name, modelBytes);
      expect(opened.name).toBe(name);
      const { path } = await host().host.documents.file(opened.document);
      expect(path.startsWith(tmpdir())).toBe(true);
      expect(path).toMatch(/[\\/][\da-f-]{36}[\\/][\w-][\w.-]*$/);
      await api().closeDocument({ document: opened.document });
    }
  });

  test('is refused when its pieces do not follow each other, or are more or fewer than announced', async () => {
    const { upload: id } = await api().beginUpload({ name: 'x.onnx', sizeBytes: 10 });
    const append = (offset: number, length: number) =>
      api().appendUpload({ upload: id, offset, bytes: new Uint8Array(length) });
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
    await expect(api().finishUpload({ upload: id })).rejects.toMatchObject({
      message: expect.stringMatching(/only 6 of 10 bytes/),
    });
    await api().cancelUpload({ upload: id });
    await expect(append(6, 1)).rejects.toMatchObject({ message: expect.stringMatching(/is over/) });
  });

  test('that cannot fit is refused before it begins, and there are not too many at a time', async () => {
    await expect(api().beginUpload({ name: 'x', sizeBytes: 2 ** 31 + 1 })).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
    });
    const begun: string[] = [];
    for (let each = 0; each < 16; each++) begun.push((await api().beginUpload({ name: 'x', sizeBytes: 1 })).upload);
    await expect(api().beginUpload({ name: 'x', sizeBytes: 1 })).rejects.toMatchObject({
      message: expect.stringMatching(/Drop fewer files/),
    });
    for (const id of begun) await api().cancelUpload({ upload: id });
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
