import { type ApiOf, createClient } from '../../shared/index.ts';
import type { Spawn } from './child.ts';
import { childChannel } from './child-channel.ts';
import { type Tasks, tasks } from './tasks.ts';

/** A child process that pages' questions go to, so that neither a crash nor a second of computing is the host's. */
export interface Questions {
  readonly ask: ApiOf<Tasks>;
  /** Starts the process before anything is asked: while a page still draws itself, it loads. */
  readonly prepare: () => void;
  /** Of the process, once it was started. */
  readonly pid: () => number | undefined;
  readonly close: () => void;
}

export function createQuestions(spawn: Spawn): Questions {
  const channel = childChannel(spawn);
  const ask = createClient(tasks, channel);
  // A process that cannot start will say so to whoever asks something of it.
  const prepare = () => void ask.prepare({}).catch(() => undefined);
  return { ask, prepare, pid: channel.pid, close: channel.kill };
}
