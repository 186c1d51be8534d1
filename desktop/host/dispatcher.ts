import * as v from 'valibot';
import { isSecateurError, quoted, SecateurError } from '../../core/index.ts';
import { type Operations, parseRequest, type Reply, type Request } from '../shared/index.ts';

/** One page's conversation with the host. */
export interface Connection {
  /**
   * Anything that arrived. Calls that cannot be answered are answered with an error.
   * @throws FORMAT_INVALID for what no page of ours says (no request, an id in use): end the conversation then
   */
  receive(message: unknown): void;
  /** The page is gone: its calls are cancelled, jobs that they started go on. */
  close(): void;
}

export interface Dispatcher {
  connect(send: (reply: Reply) => void): Connection;
}

/** What any operation's handler looks like from here. */
type Handler = (
  params: unknown,
  call: { readonly signal: AbortSignal; readonly update: (update: unknown) => void },
) => Promise<unknown>;

export interface DispatcherOptions {
  readonly contract: Operations;
  /** A function for every operation of the contract. */
  readonly handlers: Readonly<Record<string, unknown>>;
  /** Told what a page is not: the error behind a failure that is our fault. */
  readonly onBug: (operation: string, error: unknown) => void;
}

/** Of one page at a time; a page that asks for more has lost its mind. */
const maximumCalls = 1000;

/** Takes requests from any transport, checks them, has them answered, and passes back what comes. */
export function createDispatcher({ contract, handlers, onBug }: DispatcherOptions): Dispatcher {
  const answer = async (call: Request & { kind: 'call' }, signal: AbortSignal, update: (update: unknown) => void) => {
    const params = checkedParams(contract, call.operation, call.params);
    const handler = handlers[call.operation] as Handler;
    return handler(params, { signal, update });
  };
  return {
    connect: (send) => {
      const calls = new Map<number, AbortController>();
      let isOpen = true;

      const begin = async (call: Request & { kind: 'call' }): Promise<void> => {
        const { id } = call;
        const controller = new AbortController();
        calls.set(id, controller);
        const isLive = () => isOpen && calls.get(id) === controller;
        try {
          if (calls.size > maximumCalls) throw tooMany();
          const update = (value: unknown): void => {
            if (!isLive() || controller.signal.aborted) return;
            try {
              send({ kind: 'update', id, update: value });
            } catch (error) {
              // Whoever tells of its progress goes on.
              onBug(call.operation, error);
            }
          };
          const result = await answer(call, controller.signal, update);
          if (isLive()) send({ kind: 'result', id, result });
        } catch (error) {
          const { code, message } = errorForPage(call.operation, error, controller.signal, onBug);
          if (isLive()) send({ kind: 'error', id, code, message });
        } finally {
          calls.delete(id);
        }
      };

      return {
        receive: (message) => {
          const request = parseRequest(message);
          if (request.kind === 'cancel') {
            calls.get(request.id)?.abort();
          } else if (calls.has(request.id)) {
            throw new SecateurError('FORMAT_INVALID', `Call ${request.id} is under way already. Reload the page.`);
          } else {
            void begin(request);
          }
        },
        close: () => {
          isOpen = false;
          for (const controller of calls.values()) controller.abort();
        },
      };
    },
  };
}

function checkedParams(contract: Operations, name: string, params: unknown): unknown {
  const operation = Object.hasOwn(contract, name) ? contract[name] : undefined;
  if (!operation) {
    throw new SecateurError('ARGUMENT_INVALID', `There is no operation ${quoted(name)}. Reload the page.`);
  }
  const parsed = v.safeParse(operation.params, params, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue) ?? 'its parameters';
  throw new SecateurError('ARGUMENT_INVALID', `${name}: ${where}: ${issue.message.slice(0, 200)}.`);
}

function tooMany(): SecateurError {
  return new SecateurError('ARGUMENT_INVALID', `More than ${maximumCalls} calls at a time. Reload the page.`);
}

function errorForPage(
  operation: string,
  error: unknown,
  signal: AbortSignal,
  onBug: DispatcherOptions['onBug'],
): SecateurError {
  if (isSecateurError(error)) return error;
  if (signal.aborted) return new SecateurError('ABORTED', 'Cancelled.');
  onBug(operation, error);
  return new SecateurError(
    'PROVIDER_FAILED',
    `This is a bug in Secateur (in ${quoted(operation)}). Its log says what happened; please report it.`,
  );
}
