import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { serveFile } from '../support/file-server.ts';
import { download, file, integrityOf, keptFolder, nameOf, other, server, store, url } from './download-case.ts';

describe('integrity', () => {
  test.each(['sha256', 'sha384', 'sha512'])('is checked by %s', async (algorithm) => {
    server.answer = serveFile(file);
    const integrity = `  ${integrityOf(other, algorithm)}\n ${integrityOf(file, algorithm)}?ignored `;
    expect(nameOf((await download(url, { integrity })).bytes)).toBe('file');
    const wrong = download(url, { store, integrity: integrityOf(other, algorithm) });
    await expect(wrong).rejects.toMatchObject({
      code: 'CHECK_FAILED',
      message: expect.stringContaining(integrityOf(file, algorithm)),
    });
    await expect(readdir(keptFolder)).rejects.toThrow();
  });

  test('by a weak algorithm does not help where a strong one fails', async () => {
    server.answer = serveFile(file);
    const integrity = `${integrityOf(file)} ${integrityOf(other, 'sha512')}`;
    await expect(download(url, { integrity })).rejects.toMatchObject({ code: 'CHECK_FAILED' });
  });

  test.each([
    '',
    'sha256',
    'md5-1B2M2Y8AsgTpgAmY7PhCfg==',
    'sha256-abc',
    createHash('sha256').update(file).digest('hex'),
  ])("that is '%s' is refused before anything is loaded", async (integrity) => {
    await expect(download(url, { integrity })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    expect(server.asked.length).toBe(0);
  });
});
