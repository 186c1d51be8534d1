import { once } from 'node:events';
import { request } from 'node:https';
import { expect, test } from '@jest/globals';
import { type Certificate, readCertificate } from '../../runtime/pages/certificate.ts';
import { startPageServer } from '../../runtime/pages/page-server.ts';
import { hasOpenssl, selfSigned } from '../support/self-signed.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
// Without openssl there is nothing to serve with.
const testWithOpenssl = hasOpenssl ? test : test.skip;

/** The status of a GET by https. */
async function statusOf(url: string, { cert }: Certificate, headers: Record<string, string> = {}): Promise<number> {
  const sent = request(url, { ca: cert, headers, agent: false }).end();
  const [response] = await once(sent, 'response');
  response.resume();
  return response.statusCode;
}

testWithOpenssl('with a certificate the link is https, and so are the origins that it takes', async () => {
  const { certFile, keyFile } = selfSigned(folder.path(), ['127.0.0.1']);
  const certificate = await readCertificate(certFile, keyFile);
  await using server = await startPageServer('127.0.0.1', 0, certificate);
  const { url } = server.openSession({ graceMs: 100, total: 1 });
  expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\//);
  expect(await statusOf(url, certificate)).toBe(200);
  const { origin } = new URL(url);
  expect(await statusOf(url, certificate, { origin })).toBe(200);
  expect(await statusOf(url, certificate, { origin: origin.replace('https', 'http') })).toBe(403);
});

test('what is no certificate, or not its key, is one typed error', async () => {
  const noise = await folder.write('noise.pem', 'nothing of the kind');
  await expect(readCertificate(noise, noise)).rejects.toMatchObject({
    code: 'FORMAT_INVALID',
    message: expect.stringContaining('noise.pem'),
  });
  await expect(readCertificate(folder.at('absent.pem'), noise)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
});
