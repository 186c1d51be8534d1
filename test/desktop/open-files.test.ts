import { execFile } from 'node:child_process';
import { mkdir, rm, symlink, utimes } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodePosterior, isSecateurError } from '../../core/index.ts';
import { createDocuments } from '../../desktop/host/documents/documents.ts';
import { typedPath } from '../../desktop/host/documents/typed-path.ts';
import { compact, exportModel, planPruning } from '../../exporter/index.ts';
import { exampleReport } from '../support/example-report.ts';
import { examplePosterior } from '../support/posterior-example.ts';
import { runningHost } from './running-host.ts';

const { folder, host, api } = runningHost();
const posterior = examplePosterior([6, 5, 3]);
const posteriorBytes = encodePosterior(posterior);
const modelBytes = exportModel(compact(posterior, planPruning(posterior, { name: 'top', count: 5 })), { posterior });

describe('a file', () => {
  test('is known by what is in it, not by its name', async () => {
    const files: [string, Uint8Array | string, string][] = [
      ['a.onnx', posteriorBytes, 'posterior'],
      ['a.json', modelBytes, 'model'],
      ['a.safetensors', JSON.stringify(exampleReport()), 'profile'],
    ];
    for (const [name, content, kind] of files) {
      const path = await folder.write(name, content);
      expect(await api().openFile({ path })).toMatchObject({ name, path, kind });
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
      await expect(api().openFile({ path })).rejects.toMatchObject({
        code: 'FORMAT_INVALID',
        message: expect.stringMatching(why),
      });
    }
    // A pipe would keep whoever opens it waiting.
    await promisify(execFile)('mkfifo', [folder.at('pipe')]);
    await expect(api().openFile({ path: folder.at('pipe') })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await mkdir(folder.at('a-folder'));
    await expect(api().openFile({ path: folder.at('a-folder') })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await expect(api().openFile({ path: folder.at('gone') })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(api().openFile({ path: 'a\0b' })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  test('of much JSON is read in another process, and is what it is all the same', async () => {
    const text = JSON.stringify(exampleReport());
    const [small, large] = [text, `${text}${' '.repeat(5 * 2 ** 20)}`];
    const opened = [];
    for (const [name, content] of [
      ['small.json', small],
      ['large.json', large],
    ] as const) {
      const { document, kind } = await api().openFile({ path: await folder.write(name, content) });
      expect(kind).toBe('profile');
      opened.push([await api().inspectReport({ document }), await api().reportPage({ document })]);
    }
    expect(opened[1]).toEqual(opened[0]);
    const torn = await folder.write(
      'torn-large.json',
      `${' '.repeat(8)}${large.slice(0, text.length - 1)}${' '.repeat(5 * 2 ** 20)}`,
    );
    await expect(api().openFile({ path: torn })).rejects.toMatchObject({
      code: 'FORMAT_INVALID',
      message: expect.stringContaining(torn),
    });
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
    const [first, atOnce] = await Promise.all([api().openFile({ path }), api().openFile({ path })]);
    expect(atOnce).toEqual(first);
    expect(await api().openFile({ path })).toEqual(first);
    expect(await api().openFile({ path: folder.at('link.onnx') })).toEqual(first);
    expect((await api().hostState({})).documents.filter(({ document }) => document === first.document)).toHaveLength(1);
    await api().closeDocument({ document: first.document });
    expect((await api().hostState({})).documents).not.toContainEqual(first);
  });

  test('is found by its path as people type and paste it', async () => {
    const path = await folder.write('a model.onnx', modelBytes);
    const opened = await api().openFile({ path });
    for (const typed of [` ${path} `, `"${path}"`, pathToFileURL(path).href]) {
      expect(await api().openFile({ path: typed })).toEqual(opened);
    }
    expect(typedPath('~/a.onnx')).toBe(join(homedir(), 'a.onnx'));
    for (const same of ['mnist', 'sim:bai,n=50', 'a~/b', 'file://elsewhere/a%zz']) expect(typedPath(same)).toBe(same);
  });

  test('that was changed or removed after it was opened is not taken for what it was', async () => {
    const path = await folder.write('changing.onnx', modelBytes);
    const { document } = await api().openFile({ path });
    expect(await host().host.documents.file(document, 'model')).toMatchObject({ path });
    await expect(host().host.documents.file(document, 'posterior')).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    await utimes(path, 1, 1);
    await expect(host().host.documents.file(document)).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringMatching(/has changed since/),
    });
    const again = await api().openFile({ path });
    expect(again.document).not.toBe(document);
    await rm(path);
    await expect(host().host.documents.file(again.document)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});

function safetensors(header: string, dataBytes: number): Uint8Array {
  const bytes = new Uint8Array(8 + header.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(new TextEncoder().encode(header), 8);
  return bytes;
}
