import { type ChildProcess, fork } from 'node:child_process';

/**
 * A process of Node that runs `script` and talks by messages, typed arrays as the bytes that they are; what it writes to
 * stderr can be read. In Electron this program is asked to be Node, which a packaged app must be allowed to be.
 */
export function forkNode(script: URL): ChildProcess {
  return fork(script, {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
}
