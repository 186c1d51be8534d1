import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { messageOf, SecateurError } from '../../core/index.ts';
import { acceptedHosts, hostAndPort, reachableAddresses } from './addresses.ts';
import type { Certificate } from './certificate.ts';
import { PageSession, type PageSessionOptions } from './page-session.ts';
import { refusal } from './refusal.ts';
import { respond } from './respond.ts';
import { servedFiles } from './served-files.ts';

export interface PageServer extends AsyncDisposable {
  /** A new link, for one page to use once. */
  openSession(options: Omit<PageSessionOptions, 'token'>): { readonly url: string; readonly session: PageSession };
}

/**
 * Serves the page that measures, to whoever has a link with a token. Bound to one address; other tokens, hosts and paths
 * get nothing.
 * @param host to listen on. @param port 0 for any free one. @param certificate for https
 * @throws ARGUMENT_INVALID (an address that is not this machine's, or a port that is taken), DEPENDENCY_MISSING.
 */
export async function startPageServer(host: string, port: number, certificate?: Certificate): Promise<PageServer> {
  const scheme = certificate ? 'https' : 'http';
  const files = await servedFiles();
  const sessions = new Map<string, PageSession>();
  let hosts: ReadonlySet<string> = new Set();
  const limits = { requestTimeout: 60_000, headersTimeout: 20_000 };
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch(() => response.destroy());
  };
  const server = certificate ? createSecureServer({ ...limits, ...certificate }, answer) : createServer(limits, answer);
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const refused = refusal(request, hosts, scheme);
    if (refused) return void response.writeHead(refused.status, { connection: 'close' }).end(refused.why);
    // Node has parsed the request line; what is no address after all is nobody's token.
    const url = URL.canParse(request.url ?? '', 'http://page') ? new URL(request.url ?? '', 'http://page') : undefined;
    const [, token = '', ...rest] = url?.pathname.split('/') ?? [];
    const session = sessions.get(token);
    if (!url || !session) return void response.writeHead(404).end('There is nothing here.');
    await respond({ request, response, session, files, path: rest.join('/'), page: url.searchParams.get('page') });
  };
  await listen(server, host, port);
  const bound = (server.address() as AddressInfo).port;
  hosts = acceptedHosts(host, bound, scheme);
  const shown = host === '0.0.0.0' || host === '::' ? (reachableAddresses()[0] ?? '127.0.0.1') : host;
  return {
    openSession: (options) => {
      const token = randomBytes(16).toString('base64url');
      const session = new PageSession({ ...options, token });
      sessions.set(token, session);
      return { session, url: `${scheme}://${hostAndPort(shown, bound, scheme)}/${token}/` };
    },
    [Symbol.asyncDispose]: async () => {
      for (const session of sessions.values()) session.leave('The server has ended.');
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      // What a page was just told still goes out; then nobody is waited for.
      setTimeout(() => server.closeAllConnections(), 300).unref();
      await closed;
    },
  };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening').catch((error: unknown) => {
    const remedy = `Give another --port, or as --host one of ${['127.0.0.1', ...reachableAddresses()].join(', ')}.`;
    const what = `No page can be served at ${hostAndPort(host, port)} (${messageOf(error)}). ${remedy}`;
    throw new SecateurError('ARGUMENT_INVALID', what, { cause: error });
  });
}
