import { type ApiOf, createClient } from '../../shared/index.ts';
import type { Spawn } from './child.ts';
import { childChannel } from './child-channel.ts';
import { type Tasks, tasks } from './tasks.ts';

/** A child process that pages' questions go to, so that neither a crash nor a second of computing is the host's. */
export interface Questions {
  readonly ask: ApiOf<Tasks>;
  /** Of the process, once something was asked. */
  readonly pid: () => number | undefined;
  readonly close: () => void;
}

export function createQuestions(spawn: Spawn): Questions {
  const channel = childChannel(spawn);
  return { ask: createClient(tasks, channel), pid: channel.pid, close: channel.kill };
}
