import { childModule, type Spawn } from '../host/index.ts';

interface UtilityChild {
  readonly pid?: number | undefined;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  postMessage(message: unknown): void;
  kill(): boolean;
}

export interface UtilityProcess {
  fork(module: string, args: string[], options: { serviceName: string }): UtilityChild;
}

/**
 * Child processes as Electron has them: Node without windows, in Chromium's care, which tells of their crashes.
 */
export function utilityChildren(utilityProcess: UtilityProcess): Spawn {
  return () => {
    const child = utilityProcess.fork(childModule, [], { serviceName: 'Secateur work' });
    let isOver = false;
    return {
      get pid() {
        return child.pid;
      },
      send: (message) => {
        if (!isOver) child.postMessage(message);
      },
      listen: ({ onMessage, onEnd }) => {
        child.on('message', onMessage);
        child.on('exit', (code) => {
          isOver = true;
          onEnd(`exit code ${code}`);
        });
      },
      kill: () => {
        child.kill();
      },
    };
  };
}
