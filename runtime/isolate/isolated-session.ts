import { Tensor } from 'onnxruntime-common';
import { SecateurError } from '../../core/index.ts';
import type { Aborts } from '../model/abortable.ts';
import type { Session } from '../model/session.ts';
import { partsOf, tensorsFrom } from '../model/tensor-parts.ts';
import type { CreateMessage, FromChild, RunMessage, SessionInterface } from './messages.ts';
import type { ModelProcess, StartProcess } from './spawn.ts';

interface Call {
  readonly message: RunMessage;
  readonly resolve: (results: Record<string, Tensor>) => void;
  readonly reject: (error: Error) => void;
  /** Processes that died of it. */
  deaths: number;
}

/**
 * A session in a process of its own, which may die without harm: the call that it died of is made once more, in a new
 * process, and then rejected; those that waited behind it are made in the new one.
 * @param signal ends the process while the session is made
 * @throws what onnxruntime throws there, and an error when the process dies
 */
export async function isolatedSession(
  plan: CreateMessage,
  start: StartProcess,
  signal: Aborts | undefined,
): Promise<Session> {
  /** In the order in which they are answered. */
  const calls: Call[] = [];
  let isReleased = false;
  let isRestarting = false;
  let current: Started | undefined;

  const onAnswer = (answer: FromChild) => {
    const call = calls.shift();
    if (answer.kind === 'results') call?.resolve(tensorsFrom(answer.results, Tensor));
    else if (answer.kind === 'failed') call?.reject(new Error(answer.message));
    if (calls.length === 0) current?.child.hold(false);
  };
  const onExit = (how: string) => {
    current = undefined;
    const [first] = calls;
    if (!first) return;
    first.deaths++;
    if (isReleased || first.deaths === 2) {
      calls.shift();
      first.reject(new Error(`its process ${how}, and the one before it ended during the same call`));
    }
    if (calls.length > 0) void restart();
  };
  const restart = async () => {
    if (isRestarting) return;
    isRestarting = true;
    try {
      const started = await startSession(plan, start, { signal: undefined, onAnswer, onExit });
      if (isReleased) started.child.kill();
      current = started;
      for (const { message } of calls) started.child.send(message);
    } catch (error) {
      for (const { reject } of calls.splice(0)) reject(error as Error);
    } finally {
      isRestarting = false;
    }
  };

  current = await startSession(plan, start, { signal, onAnswer, onExit });
  current.child.hold(false);
  return {
    ...current.interface,
    run: (feeds, outputs) =>
      new Promise((resolve, reject) => {
        const message: RunMessage = { kind: 'run', feeds: partsOf(feeds), outputs };
        calls.push({ message, resolve, reject, deaths: 0 });
        if (!current) void restart();
        else {
          current.child.hold(true);
          current.child.send(message);
        }
      }),
    release: async () => {
      isReleased = true;
      const last = current;
      // Who waits for the end must live to see it.
      last?.child.hold(true);
      last?.child.kill();
      await last?.ended;
    },
  };
}

interface Started {
  readonly child: ModelProcess;
  readonly interface: SessionInterface;
  readonly ended: Promise<void>;
}

interface Listeners {
  readonly signal: Aborts | undefined;
  readonly onAnswer: (answer: FromChild) => void;
  readonly onExit: (how: string) => void;
}

async function startSession(plan: CreateMessage, start: StartProcess, listeners: Listeners): Promise<Started> {
  const child = await start(new URL('./child.js', import.meta.url));
  const { signal, onAnswer, onExit } = listeners;
  const kill = () => child.kill();
  signal?.addEventListener('abort', kill);
  if (signal?.aborted) kill();
  let isCreated = false;
  let isOver = false;
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  try {
    const description = await new Promise<SessionInterface>((resolve, reject) => {
      child.onMessage((message) => {
        const answer = message as FromChild;
        // What comes after the end was asked once more.
        if (isOver) return;
        if (isCreated) onAnswer(answer);
        else if (answer.kind === 'created') {
          isCreated = true;
          resolve(answer.interface);
        } else if (answer.kind === 'failed') reject(errorFrom(answer));
      });
      child.onExit((how) => {
        if (isOver) return;
        isOver = true;
        end();
        if (isCreated) onExit(how);
        else reject(new Error(`its process ${how}`));
      });
      child.send(plan);
    });
    return { child, interface: description, ended };
  } catch (error) {
    kill();
    throw error;
  } finally {
    signal?.removeEventListener('abort', kill);
  }
}

function errorFrom({ message, code }: Extract<FromChild, { kind: 'failed' }>): Error {
  return code ? new SecateurError(code, message) : new Error(message);
}
