import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process of ours that works, seen from the one that answers pages. */
export interface Child {
  readonly pid: number | undefined;
  send(message: unknown): void;
  /** Called once, at once. `onEnd`: it is gone, for the reason given; nothing comes afterwards. */
  listen(listeners: { readonly onMessage: (message: unknown) => void; readonly onEnd: (why: string) => void }): void;
  /** Ends it now, whatever it is doing. */
  kill(): void;
}

/** Starts `childModule` in a process of its own. Electron has its own way of doing that. */
export type Spawn = () => Child;

/** What a child process runs; it talks to `process.parentPort` where there is one (Electron), otherwise to `process`. */
export const childModule = fileURLToPath(new URL('./child-main.js', import.meta.url));

/** In Node. */
export const forkChild: Spawn = () => {
  const child = fork(childModule, {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    pid: child.pid,
    send: (message) => {
      // Who has just died is told of by `onEnd`.
      if (child.connected) child.send(message as object, () => undefined);
    },
    listen: ({ onMessage, onEnd }) => {
      let isOver = false;
      const end = (why: string) => {
        if (!isOver) onEnd(why);
        isOver = true;
      };
      child.on('message', onMessage);
      child.on('error', (error) => end(error.message));
      child.on('exit', (code, signal) => end(signal ?? `exit code ${code}`));
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
};
