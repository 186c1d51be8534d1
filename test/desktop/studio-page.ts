import { WebSocket } from 'ws';
import { SecateurError } from '../../core/index.ts';
import {
  type Api,
  createApi,
  decodeMessage,
  encodeMessage,
  type Reply,
  type Welcome,
} from '../../desktop/shared/index.ts';
import type { Studio } from '../../desktop/studio/index.ts';

/** A page as the studio sees it, without a browser. */
export interface Page {
  readonly api: Api;
  readonly key: string;
  readonly socket: WebSocket;
  /** With the code that it was closed with. */
  readonly closed: Promise<number>;
  close(): void;
}

/** @throws with the code when the studio closes the conversation instead of welcoming the page */
export async function openPage({ port }: Pick<Studio, 'port'>, { secret }: { readonly secret: string }): Promise<Page> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/host`, { headers: { origin: `http://127.0.0.1:${port}` } });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const welcomed = new Promise<Welcome>((resolve) => {
    socket.once('message', (data: Buffer) => resolve(decodeMessage(data) as Welcome));
  });
  socket.send(encodeMessage({ kind: 'hello', secret }));
  const refused = closed.then((code) => {
    throw new Error(`closed ${code}`);
  });
  const { key } = await Promise.race([welcomed, refused]);
  refused.catch(() => undefined);
  const api = createApi({
    send: (request) => socket.send(encodeMessage(request)),
    listen: ({ onReply, onLost }) => {
      socket.on('message', (data: Buffer) => onReply(decodeMessage(data) as Reply));
      void closed.then(() => onLost(new SecateurError('PROVIDER_FAILED', 'closed')));
    },
  });
  return { api, key, socket, closed, close: () => socket.close() };
}
