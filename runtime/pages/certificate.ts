import { createSecureContext } from 'node:tls';
import { messageOf, SecateurError } from '../../core/index.ts';
import { readText } from '../../files/index.ts';

/** In PEM, as `mkcert` and others write them. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** @throws FILE_NOT_FOUND, FILE_UNREADABLE, FORMAT_INVALID (no certificate, no key, or not the key of this certificate) */
export async function readCertificate(certFile: string, keyFile: string): Promise<Certificate> {
  const certificate = { cert: await readText(certFile), key: await readText(keyFile) };
  try {
    createSecureContext(certificate);
    return certificate;
  } catch (error) {
    const what = `${certFile} and ${keyFile} are no certificate and its key (${messageOf(error)})`;
    throw new SecateurError('FORMAT_INVALID', `${what}. Give both as PEM files, the key without a password.`);
  }
}
