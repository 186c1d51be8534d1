import { SecateurError } from '../../../core/index.ts';
import type { Channel, Reply } from '../../shared/index.ts';
import type { Child, Spawn } from './child.ts';

export interface ChildChannel extends Channel {
  /** Of the process that is there now, if any. */
  pid(): number | undefined;
  /** Calls under way fail; the next one starts a new process. */
  kill(): void;
}

/** A child process as a channel: started when something is to be done, and again when it has died. */
export function childChannel(spawn: Spawn): ChildChannel {
  let child: Child | undefined;
  let listeners: Parameters<Channel['listen']>[0] | undefined;

  const start = (): Child => {
    const started = spawn();
    started.listen({
      onMessage: (message) => {
        if (child === started) listeners?.onReply(message as Reply);
      },
      onEnd: (why) => {
        if (child === started) lose(why);
      },
    });
    return started;
  };
  const lose = (why: string): void => {
    child = undefined;
    listeners?.onLost(
      new SecateurError(
        'PROVIDER_FAILED',
        `The process that did the work has ended (${why}). Nothing else is affected; try again.`,
      ),
    );
  };
  return {
    listen: (given) => {
      listeners = given;
    },
    send: (request) => {
      // Only a call is worth a process; what it would cancel has died with the last one.
      if (!child && request.kind === 'cancel') return;
      child ??= start();
      child.send(request);
    },
    pid: () => child?.pid,
    kill: () => {
      const killed = child;
      if (!killed) return;
      lose('killed');
      killed.kill();
    },
  };
}
