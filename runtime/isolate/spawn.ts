import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { endingOf, forkNode } from '../fork-node.ts';

/** A process that runs one model. */
export interface ModelProcess {
  readonly pid: number | undefined;
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Once, when it has ended: how, in words such as `was killed by SIGSEGV`. */
  onExit(listener: (how: string) => void): void;
  kill(): void;
  /** Whether it keeps the program from ending; at first it does. */
  hold(isBusy: boolean): void;
}

/** Starts `script`, an ES module of this package, in a new process. */
export type StartProcess = (script: URL) => ModelProcess | Promise<ModelProcess>;

/** A child process of Node or, in Electron, a utility process. */
export const startProcess: StartProcess = (script) => {
  if (process.versions['electron'] === undefined) return startChild(script);
  // Electron brings this module itself, and no bundler is to look for it; a utility process cannot start another one.
  const electron = createRequire(import.meta.url)('electron') as { readonly utilityProcess?: UtilityProcesses };
  const { utilityProcess } = electron;
  return utilityProcess ? startUtility(script, utilityProcess) : startChild(script);
};

function startChild(script: URL): ModelProcess {
  const { child, lastWords } = forkNode(script);
  // What it writes is heard, but not waited for.
  (child.stderr as unknown as { unref(): void }).unref();
  return {
    pid: child.pid,
    // A process that is gone says so by `exit`.
    send: (message) => child.send(message as object, () => undefined),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => {
      child.once('error', (error) => listener(`could not be started (${error.message})`));
      child.once('exit', (code, signal) => listener(`${endingOf(code, signal)}${saying(lastWords())}`));
    },
    kill: () => child.kill('SIGKILL'),
    hold: (isBusy) => {
      if (isBusy) {
        child.ref();
        child.channel?.ref();
      } else {
        child.unref();
        child.channel?.unref();
      }
    },
  };
}

function saying(words: string): string {
  return words === '' ? '' : ` (it said: ${words})`;
}

/** What is used of Electron. */
interface UtilityProcesses {
  fork(script: string): {
    readonly pid: number | undefined;
    postMessage(message: unknown): void;
    on(event: 'message', listener: (message: unknown) => void): void;
    on(event: 'exit', listener: (code: number) => void): void;
    kill(): boolean;
  };
}

function startUtility(script: URL, { fork: start }: UtilityProcesses): ModelProcess {
  const child = start(fileURLToPath(script));
  return {
    get pid() {
      return child.pid;
    },
    send: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.on('exit', (code) => listener(endingOf(code, null))),
    kill: () => child.kill(),
    // It lives no longer than the application, and holds nothing up.
    hold: () => undefined,
  };
}
