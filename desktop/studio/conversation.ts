import type { WebSocket } from 'ws';
import { isSecateurError, messageOf, SecateurError } from '../../core/index.ts';
import type { Connection, Dispatcher } from '../host/index.ts';
import { closeCodes, decodeMessage, encodeMessage, messageLimits, parseHello, type Welcome } from '../shared/index.ts';
import type { Keys } from './keys.ts';

const patienceMs = 10_000;
/** Of whoever is not known yet: a secret, and what goes around it. */
const helloLimits = { maximumBytes: 1000 } as const;

/** Talks with one page: nothing is answered before it has said a secret, and one bad message ends it. */
export function converse(socket: WebSocket, keys: Keys, dispatcher: Dispatcher): void {
  let connection: Connection | undefined;
  // Closing takes two: until the other side agrees, its messages still come.
  let isOver = false;
  const end = (code: number, why: string): void => {
    isOver = true;
    connection?.close();
    socket.close(code, why);
  };
  const silence = setTimeout(() => end(closeCodes.notAdmitted, 'no hello'), patienceMs);
  const say = (message: unknown) => {
    if (socket.readyState === socket.OPEN) socket.send(encodeMessage(message));
  };

  const hear = (message: unknown): void => {
    if (connection) {
      connection.receive(message);
      return;
    }
    const key = keys.admit(parseHello(message).secret);
    if (key === undefined) {
      end(closeCodes.notAdmitted, 'not admitted');
      return;
    }
    clearTimeout(silence);
    connection = dispatcher.connect(say);
    say({ kind: 'welcome', key } satisfies Welcome);
  };

  socket.on('message', (data, isBinary) => {
    if (isOver) return;
    try {
      if (!isBinary) throw new SecateurError('FORMAT_INVALID', 'Messages are binary.');
      hear(decodeMessage(data as Buffer, connection ? messageLimits : helloLimits));
    } catch (error) {
      if (!isSecateurError(error)) throw error;
      // A close frame holds 123 bytes of text.
      end(
        closeCodes.badMessage,
        messageOf(error)
          .replace(/[^ -~]/g, '?')
          .slice(0, 120),
      );
    }
  });
  // Frames that break the protocol; the socket closes itself.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    clearTimeout(silence);
    connection?.close();
  });
}
