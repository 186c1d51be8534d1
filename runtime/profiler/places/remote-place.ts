import { SecateurError } from '../../../core/index.ts';
import { reachableAddresses } from '../../pages/addresses.ts';
import { readCertificate } from '../../pages/certificate.ts';
import { startPageServer } from '../../pages/page-server.ts';
import { within } from '../../pages/within.ts';
import type { FreshProcessOptions } from '../fresh-process.ts';
import type { Place } from './place.ts';

/** How other devices reach the page that measures on them. */
export interface RemoteOptions {
  /**
   * The address of this machine to serve at; by default its likeliest one in a private network, or 127.0.0.1 where it has
   * none. `0.0.0.0` is all of them.
   */
  readonly host?: string;
  /** 0, any free one, by default. */
  readonly port?: number;
  /**
   * PEM files of a certificate that the device trusts for `host`, and of its key: the page is then served by https, so that
   * it may have threads, WebGPU and a fine clock. Both or neither.
   */
  readonly certFile?: string;
  readonly keyFile?: string;
  /** Called once, with the link to open on the device. It works for one page, once. */
  readonly onLink: (link: RemoteLink) => void;
  /** How long to wait for a page, 600,000 by default. */
  readonly connectLimitMs?: number;
  /** How long a page that is not heard of any more may take to come back, 30,000 by default. */
  readonly graceMs?: number;
}

export interface RemoteLink {
  readonly url: string;
  /** The address that it is bound to, and the others that `host` could name. */
  readonly host: string;
  readonly otherHosts: readonly string[];
}

/**
 * Rounds on a page that somebody opens on another device. Resolves when it is there. @param total how many rounds there will be.
 * @throws ARGUMENT_INVALID (`host`, `port`, a certificate without its key), FORMAT_INVALID (no certificate), DEPENDENCY_MISSING, PROVIDER_FAILED (nobody came), ABORTED.
 */
export async function remotePlace(remote: RemoteOptions, total: number, options: FreshProcessOptions): Promise<Place> {
  const { port = 0, certFile, keyFile, onLink, connectLimitMs = 600_000, graceMs = 30_000 } = remote;
  const addresses = reachableAddresses();
  const { host = addresses[0] ?? '127.0.0.1' } = remote;
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      'A certificate and its key belong together. Give both, --cert and --key.',
    );
  }
  const certificate = certFile && keyFile ? await readCertificate(certFile, keyFile) : undefined;
  const server = await startPageServer(host, port, certificate);
  try {
    const { url, session } = server.openSession({ graceMs, total });
    onLink({ url, host, otherHosts: addresses.filter((address) => address !== host) });
    await within(session.connected, {
      limitMs: connectLimitMs,
      signal: options.signal,
      late: () => {
        const remedy = 'Both have to be in one network, and a firewall may stand between: see docs/profiling.md.';
        const what = `No device opened the link within ${connectLimitMs / 1000} s. ${remedy}`;
        return new SecateurError('PROVIDER_FAILED', what);
      },
      aborted: () => new SecateurError('ABORTED', 'Profiling was stopped before a device opened the link.'),
    });
    return {
      run: (plan, on) => session.run(plan, { ...options, on }),
      end: (sentence) => session.end(sentence),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}
