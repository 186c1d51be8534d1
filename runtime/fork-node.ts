import { type ChildProcess, fork } from 'node:child_process';

const lastWordsLength = 1000;

/** A process, and the end of what it wrote to stderr. */
export interface ForkedNode {
  readonly child: ChildProcess;
  readonly lastWords: () => string;
}

/**
 * A process of Node that runs `script` and talks by messages, typed arrays as the bytes that they are. In Electron this
 * program is asked to be Node, which a packaged app must be allowed to be.
 */
export function forkNode(script: URL): ForkedNode {
  const child = fork(script, {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-lastWordsLength);
  });
  return { child, lastWords: () => words.trim() };
}

/** How a process ended, as its `exit` and `close` say it. */
export function endingOf(code: number | null, signal: string | null): string {
  return signal === null ? `ended with exit code ${code}` : `was killed by ${signal}`;
}
