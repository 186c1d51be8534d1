import { SecateurError } from '../../core/essentials.ts';
import { type Api, contract } from './contract.ts';
import type { Reply, Request } from './messages.ts';
import type { ApiOf, CallOptions, Operations } from './operation.ts';

/** Two ways between pages and host: a WebSocket in the studio, IPC in Electron. */
export interface Channel {
  /** @throws PROVIDER_FAILED while there is nobody on the other side */
  send(request: Request): void;
  /** Called once, before anything is sent. `onLost`: whoever was on the other side, and all calls with them, is gone. */
  listen(listeners: {
    readonly onReply: (reply: Reply) => void;
    readonly onLost: (reason: SecateurError) => void;
  }): void;
}

interface Pending {
  readonly onUpdate: ((update: never) => void) | undefined;
  readonly settle: (outcome: { readonly result: unknown } | { readonly error: unknown }) => void;
}

/** What pages call. Errors and losses as `createClient`. */
export function createApi(channel: Channel): Api {
  return createClient(contract, channel);
}

export interface ClientOptions {
  /** Aborted calls end when the other side has stopped, not at once. Default: false. */
  readonly waitForCancelled?: boolean;
}

/** Every operation of a contract as a function. Calls under way when the channel is lost reject with its reason. */
export function createClient<All extends Operations>(
  operations: All,
  channel: Channel,
  { waitForCancelled = false }: ClientOptions = {},
): ApiOf<All> {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  channel.listen({
    onReply: (reply) => {
      const call = pending.get(reply.id);
      // A call that was aborted here may still be answered.
      if (!call) return;
      if (reply.kind === 'update') call.onUpdate?.(reply.update as never);
      else if (reply.kind === 'result') call.settle({ result: reply.result });
      else call.settle({ error: new SecateurError(reply.code, reply.message) });
    },
    onLost: (error) => {
      for (const { settle } of [...pending.values()]) settle({ error });
    },
  });

  const call = (operation: string, params: unknown, { signal, onUpdate }: CallOptions<never> = {}) =>
    new Promise<unknown>((resolve, reject) => {
      // What throws in here rejects.
      if (signal?.aborted) throw abortedError();
      lastId += 1;
      const id = lastId;
      const abort = () => {
        if (!waitForCancelled) settle({ error: abortedError() });
        channel.send({ kind: 'cancel', id });
      };
      const settle: Pending['settle'] = (outcome) => {
        pending.delete(id);
        signal?.removeEventListener('abort', abort);
        if ('error' in outcome) reject(outcome.error);
        else resolve(outcome.result);
      };
      // Answers may come before `send` returns.
      pending.set(id, { onUpdate, settle });
      signal?.addEventListener('abort', abort, { once: true });
      try {
        channel.send({ kind: 'call', id, operation, params });
      } catch (error) {
        settle({ error });
      }
    });

  return Object.fromEntries(
    Object.keys(operations).map((name) => [
      name,
      (params: unknown, options?: CallOptions<never>) => call(name, params, options),
    ]),
  ) as ApiOf<All>;
}

function abortedError(): SecateurError {
  return new SecateurError('ABORTED', 'Cancelled.');
}
