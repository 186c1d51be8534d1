import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { messageOf, SecateurError } from '../../core/index.ts';
import { type HostOptions, readStaticFiles, startHost } from '../host/index.ts';
import { messageLimits, socketPath } from '../shared/index.ts';
import { converse } from './conversation.ts';
import { createKeys } from './keys.ts';
import { fileManager } from './reveal-file.ts';
import { isFromUs } from './same-origin.ts';
import { servePages } from './serve-pages.ts';

export interface StudioOptions extends Omit<HostOptions, 'home'> {
  /** Opened at once, so that the pages find them. Default: none. */
  readonly files?: readonly string[];
  /** Default: 0, one that is free. */
  readonly port?: number;
  /** Of the built pages. Default: those of this package. */
  readonly pagesFolder?: string;
}

export interface Studio {
  /** With the token that admits the first page: `http://127.0.0.1:PORT/#TOKEN`. */
  readonly address: string;
  readonly port: number;
  /** Ends conversations, jobs and the server. */
  close(): Promise<void>;
}

const maximumPages = 64;
const builtPages = fileURLToPath(new URL('../pages', import.meta.url));

/**
 * Serves the pages and the host behind them on the loopback, to browsers of this machine only.
 * @throws DEPENDENCY_MISSING (pages not built); ARGUMENT_INVALID (port in use); what opening a file throws
 */
export async function startStudio(options: StudioOptions): Promise<Studio> {
  const { files = [], port: wanted = 0, pagesFolder = builtPages } = options;
  const pages = await readStaticFiles(pagesFolder);
  const reveal = options.reveal ?? fileManager();
  const running = await startHost({ ...options, ...(reveal && { reveal }), home: 'studio' });
  const keys = createKeys();
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: messageLimits.maximumBytes,
    perMessageDeflate: false,
  });
  const server = createServer();
  const close = async (): Promise<void> => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
    server.closeAllConnections();
    await running.close();
  };
  try {
    for (const file of files) await running.host.documents.open(file);
    await listen(server, wanted);
  } catch (error) {
    await close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;

  servePages(server, pages, port);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => undefined);
    if (request.url !== socketPath || !isFromUs(request.headers, port)) refuse(socket, '403 Forbidden');
    else if (sockets.clients.size >= maximumPages) refuse(socket, '503 Service Unavailable');
    else sockets.handleUpgrade(request, socket, head, (opened) => converse(opened, keys, running.dispatcher));
  });
  return { address: `http://127.0.0.1:${port}/#${keys.token}`, port, close };
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new SecateurError(
          'ARGUMENT_INVALID',
          error.code === 'EADDRINUSE'
            ? `Port ${port} is in use. Choose another --port, or leave it out.`
            : `Port ${port} cannot be listened on (${messageOf(error)}). Choose another --port, or leave it out.`,
          { cause: error },
        ),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
