import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** A certificate for the names of this machine, and its key; undefined where there is no openssl to make them. */
export function selfSigned(
  folder: string,
  addresses: readonly string[],
): { certFile: string; keyFile: string } | undefined {
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const names = addresses.map((address) => `IP:${address}`).join(',');
  const asked = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  try {
    execFileSync(
      'openssl',
      [...asked, '-subj', '/CN=test', '-addext', `subjectAltName=${names}`, '-keyout', keyFile, '-out', certFile],
      {
        stdio: 'ignore',
      },
    );
    return { certFile, keyFile };
  } catch {
    return undefined;
  }
}
