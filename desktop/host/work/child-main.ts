/** What runs in a child process: the dispatcher that answers pages in the host answers the host here. */
import { createDispatcher } from '../dispatcher.ts';
import { taskHandlers } from './task-handlers.ts';
import { tasks } from './tasks.ts';

/** Electron's utility processes have this instead of `process.send`. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

const { parentPort } = process as { parentPort?: ParentPort };
const dispatcher = createDispatcher({
  contract: tasks,
  handlers: taskHandlers,
  onBug: (task, error) => console.error(`secateur: a bug in the task ${task}:`, error),
});
const connection = dispatcher.connect((reply) => {
  if (parentPort) parentPort.postMessage(reply);
  else process.send!(reply);
});
if (parentPort) parentPort.on('message', ({ data }) => connection.receive(data));
else process.on('message', (message) => connection.receive(message));

// Ctrl-C reaches the whole group of processes: the host is the one to decide, and this one ends with it.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());
