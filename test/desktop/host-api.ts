import type { RunningHost } from '../../desktop/host/index.ts';
import { type Api, createApi, type Reply } from '../../desktop/shared/index.ts';

/** What a page calls, without a transport between. */
export function apiOf({ dispatcher }: RunningHost): Api {
  let onReply: (reply: Reply) => void;
  const connection = dispatcher.connect((reply) => onReply(reply));
  return createApi({
    send: connection.receive,
    listen: (listeners) => {
      onReply = listeners.onReply;
    },
  });
}
