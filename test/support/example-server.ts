import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The server of the examples in a process of its own, on a port of its choice. */
export async function startExampleServer(): Promise<{ origin: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, ['examples/serve.mjs', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    origin: new URL(line).origin,
    stop: async () => {
      const exit = once(child, 'exit');
      child.kill();
      await exit;
    },
  };
}
